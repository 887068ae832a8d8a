import { describe, expect, it } from 'vitest';
import { readSmtpUrl } from './smtp-url';

describe('an SMTP URL', () => {
  it.each([
    ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false }],
    ['smtps://mail.example', { host: 'mail.example', port: 465, secure: true }],
    ['smtp://mail.example:2525', { host: 'mail.example', port: 2525, secure: false }],
    ['smtp://[::1]:25', { host: '::1', port: 25, secure: false }],
    ['smtps://mail.example?name=id.example', { name: 'id.example' }],
  ])('%s names the server', (url, expected) => {
    expect(readSmtpUrl(url)).toMatchObject(expected);
  });

  it('carries user and password, decoded', () => {
    expect(readSmtpUrl('smtps://user%40example:p%3Aa%2Fss@mail.example').auth).toEqual({
      user: 'user@example',
      pass: 'p:a/ss',
    });
    expect(readSmtpUrl('smtps://mail.example')).not.toHaveProperty('auth');
  });

  it.each([
    ['smtp://mail.example', false],
    ['smtp://mail.example?requireTLS=true', true],
    ['smtp://user:password@mail.example', true],
    ['smtp://user:password@mail.example?ignoreTLS=true', false],
    ['smtp://user:password@127.0.0.1', false],
  ])('%s requires STARTTLS: %s', (url, requireTLS) => {
    expect(readSmtpUrl(url).requireTLS).toBe(requireTLS);
  });

  it.each([
    ['smtp://mail.example', true],
    ['smtps://mail.example', true],
    ['smtps://127.0.0.1', true],
    ['smtp://localhost.example', true],
    ['smtp://127.0.0.1', false],
    ['smtp://localhost', false],
    ['smtp://[::1]', false],
    ['smtps://mail.example?tls.rejectUnauthorized=false', false],
  ])('%s checks the certificate: %s', (url, rejectUnauthorized) => {
    expect(readSmtpUrl(url).tls).toMatchObject({ rejectUnauthorized });
  });

  it('cannot switch on the logging of mails and passwords', () => {
    const read = readSmtpUrl('smtp://mail.example?logger=true&debug=true&transactionLog=true&pool=true');
    expect(Object.keys(read).sort()).toEqual(['host', 'ignoreTLS', 'port', 'requireTLS', 'secure', 'tls']);
  });

  it.each(['', 'mail.example', 'http://mail.example', 'smtp://', 'smtp:mail.example'])('is not %j', (url) => {
    expect(() => readSmtpUrl(url)).toThrow(TypeError);
  });

  it('is not quoted when it is refused', () => {
    expect(() => readSmtpUrl('http://user:hunter2@mail.example')).toThrow(/^(?!.*hunter2)/);
  });
});
