import { describe, expect, it } from 'vitest';
import { readTarget } from './target-url';

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

  it('may lead to this machine, and use http, where that is allowed, but never to a private network', () => {
    expect(['http://localhost:3000/', 'http://127.0.0.1/', 'https://[::1]/'].map((url) => verdict(url, true))).toEqual([
      ...['ok', 'ok', 'ok'],
    ]);
    expect(['http://10.0.0.1/', 'https://10.0.0.1/'].map((url) => verdict(url, true))).toEqual([
      ...['not_https', 'private_address'],
    ]);
  });
});
