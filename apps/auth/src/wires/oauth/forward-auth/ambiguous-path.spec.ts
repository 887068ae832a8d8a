import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksAboutAmbiguousPath, isAmbiguousPath } from './ambiguous-path';

const PLAIN = [
  '/',
  '/admin',
  '/admin/users/7?next=//evil.example;a=%2f#x'.split('#')[0] ?? '',
  '/files/report.v2.pdf',
  '/.well-known/security.txt',
  '/na%C3%AFve%20name',
  "/a-b_c~d!$&'()*+,=:@",
  'https://app.example.com/admin?x=1',
  'https://app.example.com',
];

const AMBIGUOUS = [
  '/admin//users',
  '//admin',
  '/public/../admin',
  '/public/./admin',
  '/public/..',
  '/admin.',
  '/admin./users',
  '/admin...',
  '/public/..;/admin',
  '/admin;x=1',
  '/admin%3bx',
  '/public%2f..%2fadmin',
  '/public%2F%2e%2e%2Fadmin',
  '/%61dmin',
  '/%41dmin',
  '/adm%69n',
  '/admin%2e',
  '/admin%5cusers',
  '/admin\\users',
  '/admin%00',
  '/admin%0a',
  '/admin%7f',
  '/%2561dmin',
  '/admin%',
  '/admin%zz',
  '/%80',
  '/%e9t%e9',
  '/public/%c0%afadmin',
  '/%c1%a1dmin',
  '/%ed%a0%80',
  '/admin#x',
  '/adm\u0131n',
  '/ad min',
  'admin',
  '*',
  'https://app.example.com//admin',
  `/${'a'.repeat(9000)}`,
];

describe('attack 36: a path that two readers may read differently', () => {
  it.each(AMBIGUOUS)('is ambiguous: %s', (path) => {
    expect(isAmbiguousPath(path)).toBe(true);
    for (const name of ['x-forwarded-uri', 'x-original-uri', 'x-original-url'])
      expect(asksAboutAmbiguousPath({ [name]: path })).toBe(true);
  });

  it.each(PLAIN)('is not: %s', (path) => {
    expect(isAmbiguousPath(path)).toBe(false);
  });

  it('is checked only if a proxy sends the target', () => {
    expect(asksAboutAmbiguousPath({ 'x-forwarded-for': '//' })).toBe(false);
    expect(asksAboutAmbiguousPath({ 'x-forwarded-uri': '/a', 'x-original-uri': '//a' })).toBe(true);
  });

  it('is unchanged by decoding, or is refused', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\/[a-zA-Z0-9%./;\\]{0,20}$/u), (path) => {
        if (isAmbiguousPath(path)) return;
        expect(new URL(path, 'http://host').pathname).toBe(path);
        expect(decodeURI(path).split('/').length).toBe(path.split('/').length);
        expect(/[\\;]|\/\//u.test(decodeURIComponent(path))).toBe(false);
      }),
    );
  });
});
