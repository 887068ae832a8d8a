import { AuditEvent } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { BEHIND_PROXY, freshAddress } from '../support/http/callers';
import { send } from '../support/http/http-client';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { CapturedLog } from '../support/service/captured-log';
import { startService, type TestService } from '../support/service/service';

const LIMIT = 12;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SECOND_OWNER = 'b1946ac9-2492-4d23-8f0a-1d3a1c0e5f11';

const log = new CapturedLog();
let service: TestService;

beforeAll(async () => {
  const env = {
    ...BEHIND_PROXY,
    TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8,2001:db8:ffff::/48',
    LIMIT_REQUESTS: String(LIMIT),
    ALLOWED_HOSTS: 'auth.example.com',
    KOKO_OWNER: `bdd339af-b926-4215-94d6-29375773695d,second.example=${SECOND_OWNER}`,
  };
  service = await startService(env, undefined, log.logger);
});

afterAll(async () => {
  await service.stop();
});

async function exhaust(forwardedFor: string): Promise<number> {
  let status = 0;
  for (let each = 0; each <= LIMIT; each += 1)
    status = (await send(service.origin, 'GET', '/roles', { headers: { 'x-forwarded-for': forwardedFor } })).status;
  return status;
}

describe('X-Forwarded-For behind several proxies', () => {
  it.each([
    ['ports on every entry', (client: string) => `${client}:41234, 10.0.0.5:3333`],
    ['IPv6 proxies in brackets', (client: string) => `${client}:41234, [2001:db8:ffff::5]:443, 10.0.0.5`],
    ['proxies written as IPv6', (client: string) => `${client}, ::ffff:10.0.0.5, [::ffff:10.0.0.6]:80`],
    ['no blanks', (client: string) => `${client}:1,10.0.0.5:2,10.0.0.6:3`],
  ])('tells clients apart with %s', async (_how, through) => {
    expect(await exhaust(through(freshAddress()))).toBe(429);
    const headers = { 'x-forwarded-for': through(freshAddress()) };
    expect((await send(service.origin, 'GET', '/roles', { headers })).status).toBe(200);
  });

  it('writes the address of the client into the audit log', async () => {
    const headers = { 'x-forwarded-for': '[2001:db8::77]:443, 10.0.0.5:3333', 'x-request-id': 'edge-1.2_3' };
    const json = { email: 'nobody@example.com', password: 'wrong-password-1' };
    const owner = 'bdd339af-b926-4215-94d6-29375773695d';
    await service.request('POST', '/auth/login', { json: { ...json, ownerUuid: owner }, headers });
    const event = await service.dataSource.getRepository(AuditEvent).findOneByOrFail({ requestId: 'edge-1.2_3' });
    expect(event.address).toBe('2001:db8::77');
  });
});

describe('the names that a proxy gives a request', () => {
  it('are in its answer and in its log line, also where it fails', async () => {
    for (const path of ['/roles', '/nowhere', '/api/login', '/%']) {
      const headers = {
        'x-forwarded-for': freshAddress(),
        'x-request-id': `gw-${path.length}`,
        traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
      };
      const answer = await send(service.origin, 'GET', path, { headers });
      const line = () => log.requests.find(({ requestId }) => requestId === `gw-${path.length}`);
      await expect.poll(line).toMatchObject({ status: answer.status, traceId: TRACE });
      if (path !== '/%') expect(answer.headers.get('x-request-id')).toBe(`gw-${path.length}`);
    }
  });

  it('are kept by the audit log of a session', async () => {
    const headers = { 'x-forwarded-for': freshAddress(), 'x-request-id': 'A'.repeat(128) };
    const owner = await registerOwner(service);
    const { refreshToken } = await verifiedUser(service, owner);
    await service.request('POST', '/auth/refresh', { json: { refreshToken }, headers });
    const events = await service.dataSource.getRepository(AuditEvent).findBy({ requestId: 'A'.repeat(128) });
    expect(events.map(({ event }) => event)).toEqual(['refresh']);
  });
});

describe('an absolute request target', () => {
  const ask = (target: string, host = 'localhost', body = '') =>
    sendRaw(
      service.origin,
      rawRequest(
        `${body === '' ? 'GET' : 'POST'} ${target} HTTP/1.1`,
        [
          `X-Forwarded-For: ${freshAddress()}`,
          ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`]),
        ],
        body,
      ).replace('Host: localhost', `Host: ${host}`),
    );

  it.each([
    ['/roles', 200],
    ['/nowhere?x=1', 404],
    ['', 200],
  ])('is routed by its path: %s', async (path, status) => {
    for (const scheme of ['http', 'https', 'HTTP'])
      expect((await ask(`${scheme}://auth.example.com${path}`)).status).toBe(status);
  });

  it('is answered in the words of the dialect that its path belongs to', async () => {
    for (const path of ['/api/login', '/api/v1/login', '/api/token/', '/api/token', '/api/v2/auth/login', '/users']) {
      const [plain, absolute] = [await ask(path, 'localhost', '[1]'), await ask(`http://localhost${path}`, 'x', '[1]')];
      const timeless = ({ body }: { body: string }) => body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+[^"]*/gu, '');
      expect([path, absolute.status, timeless(absolute)]).toEqual([path, plain.status, timeless(plain)]);
    }
  });

  it('chooses the owner by its authority, and not by the Host header', async () => {
    const { email, password } = await verifiedUser(service, { uuid: 'bdd339af-b926-4215-94d6-29375773695d' });
    const body = JSON.stringify({ email, password });
    const bound = await ask('/api/login', 'second.example', body);
    const usual = await ask('/api/login', 'localhost', body);
    expect([bound.body, usual.body].map((text) => text.includes('token'))).toEqual([false, true]);
    expect((await ask('http://second.example/api/login', 'localhost', body)).body).toBe(bound.body);
    expect((await ask('http://localhost/api/login', 'second.example', body)).body).toContain('token');
  });

  it.each([
    'http:///roles',
    'http://user@localhost/roles',
    'http://localhost:x/roles',
    'ftp://localhost/roles',
    'roles',
  ])('is refused where it names no host, a user, or another scheme: %s', async (target) => {
    expect((await ask(target)).status).toBe(400);
  });
});
