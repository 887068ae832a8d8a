import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from './public-address';
import { readTarget } from './target-url';

describe('an address of the Internet', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'fe80::1',
      'fe80::1%eth0',
    ],
    ...['fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2001::1', 'fd00:ec2::254', '', 'localhost', '1.2.3'],
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is none in any of the private networks', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.constantFrom('10', '127'), octet, octet, octet, (first, ...rest) => {
        expect(isPublicAddress([first, ...rest].join('.'))).toBe(false);
      }),
    );
  });

  it('of this machine is 127.0.0.0/8 or ::1', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].map(isLoopbackAddress)).toEqual([true, true, true]);
    expect(['10.0.0.1', '::2', '', 'localhost'].map(isLoopbackAddress)).toEqual([false, false, false, false]);
  });
});

describe('the URL of a webhook', () => {
  const verdict = (url: string, allowLoopback = false) => {
    const target = readTarget(url, { allowLoopback });
    return target instanceof URL ? 'ok' : target.code;
  };

  it.each([
    ['https://hooks.example.com/x?y=1', 'ok'],
    ['https://93.184.216.34:8443/', 'ok'],
    ['http://hooks.example.com/', 'not_https'],
    ['http://127.0.0.1/', 'not_https'],
    ['ftp://hooks.example.com/', 'invalid_url'],
    ['file:///etc/passwd', 'invalid_url'],
    ['https://user:pass@hooks.example.com/', 'invalid_url'],
    ['https://hooks.example.com/#x', 'invalid_url'],
    [`https://hooks.example.com/${'x'.repeat(2000)}`, 'invalid_url'],
    ['no url', 'invalid_url'],
    ['https://0x7f.1/', 'private_address'],
    ['https://017700000001/', 'private_address'],
    ['https://127.0.0.1.:443/', 'private_address'],
    ['https://[::ffff:10.0.0.1]/', 'private_address'],
    ['https://LOCALHOST/', 'private_address'],
    ['https://a.localhost./', 'private_address'],
    ['https://169.254.169.254/latest/meta-data', 'private_address'],
  ])('%s: %s', (url, expected) => {
    expect(verdict(url)).toBe(expected);
  });

  it('may lead to this machine, and over http, where that is allowed; to a private network it never does', () => {
    expect(['http://localhost:3000/', 'http://127.0.0.1/', 'https://[::1]/'].map((url) => verdict(url, true))).toEqual([
      ...['ok', 'ok', 'ok'],
    ]);
    expect(['http://10.0.0.1/', 'https://10.0.0.1/'].map((url) => verdict(url, true))).toEqual([
      ...['not_https', 'private_address'],
    ]);
  });
});
