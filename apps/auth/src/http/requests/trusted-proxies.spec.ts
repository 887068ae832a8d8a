import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { TrustedProxies } from './trusted-proxies';

const PROXIES = new TrustedProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48', '::1', '::ffff:172.16.0.0/108']);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const requestFrom = (remoteAddress: string, headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('a trusted proxy', () => {
  it.each([
    '10.0.0.5',
    '10.255.255.255:3333',
    '::ffff:10.1.2.3',
    '[::ffff:10.1.2.3]:80',
    '192.0.2.7',
    '192.0.2.7:1',
    '2001:db8:1:2::3',
    '[2001:DB8:1::1]:443',
    '[2001:db8:1::1]',
    '0:0:0:0:0:0:0:1',
    '172.31.255.1:9',
  ])('is %s', (address) => {
    expect(PROXIES.trusts(address)).toBe(true);
  });

  it.each([
    '11.0.0.5',
    '192.0.2.8:1',
    '[2001:db8:2::1]:443',
    '172.32.0.1',
    '10.0.0.5:123456',
    '10.0.0.5 10.0.0.6',
    'unknown',
    '',
    undefined,
  ])('is not %s', (address) => {
    expect(PROXIES.trusts(address)).toBe(false);
  });
});

describe('the name of a request', () => {
  it.each(['7f0e', 'a'.repeat(128), 'Root-1.5759e988_x', '3f0e6c1a-52b7-4c53-9a41-0d6e3a7f2b10'])(
    'is the one that a trusted proxy gives it: %s',
    (id) => {
      expect(PROXIES.requestId(requestFrom('10.0.0.5', { 'x-request-id': id }))).toBe(id);
    },
  );

  it.each(['', 'a'.repeat(129), 'a b', 'a\tb', 'é', 'a,b', '<b>', '{}', 'a;b', 'a:b'])(
    'is a new one where that is malformed: %j',
    (id) => {
      expect(PROXIES.requestId(requestFrom('10.0.0.5', { 'x-request-id': id }))).toMatch(UUID);
    },
  );

  it('is a new one where anyone else names it', () => {
    expect(PROXIES.requestId(requestFrom('203.0.113.9', { 'x-request-id': 'mine' }))).toMatch(UUID);
  });
});

describe('the trace of a request', () => {
  const traceOf = (traceparent: string, from = '10.0.0.5') => PROXIES.traceId(requestFrom(from, { traceparent }));

  it.each([
    `00-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7-00`,
    `01-${TRACE}-00f067aa0ba902b7-01-more`,
  ])('is in the traceparent of a trusted proxy: %s', (traceparent) => {
    expect(traceOf(traceparent)).toBe(TRACE);
    expect(traceOf(traceparent, '203.0.113.9')).toBeNull();
  });

  it.each([
    '',
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7-01-more`,
    `00-${TRACE}-00f067aa0ba902b7`,
  ])('is not in a malformed one: %j', (traceparent) => {
    expect(traceOf(traceparent)).toBeNull();
  });
});
