import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasMisplacedRequirement } from './misplaced-requirement';

const escaped = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const NAMES = ['role', 'owner', 'dialect', 'verified'] as const;
const DELIMITERS = ['?', '/', '/?', '#', ';', '&', '??', '\\', '?&', '? ', '\uff1f', '\uff0f'] as const;

describe('attack 30: a requirement in the path, which would be ignored', () => {
  it.each([
    '/forward-auth/role=ADMIN',
    '/forward-auth/%3Frole=ADMIN',
    '/forward-auth/%3frole%3dADMIN',
    '/forward-auth/%253Frole=ADMIN',
    '/forward-auth/%25253Frole%25253DADMIN',
    '/forward-auth/%3F%72ole=ADMIN',
    '/forward-auth/%3FROLE=ADMIN',
    '/forward-auth/%3Frole[]=ADMIN',
    '/forward-auth/%3Fa=b%26role=ADMIN',
    '/forward-auth/%EF%BC%9Frole=ADMIN',
    '/forward-auth/for%3Frole=ADMIN/orders/7',
    '/forward-auth/for/%3Frole=ADMIN/orders/7',
    '/forward-auth/for?role=ADMIN/orders/7',
    '/forward-auth/for?role=ADMIN',
    '/forward-auth/for?%72ole=ADMIN',
    '/forward-auth/envoy?x=1&owner=a/orders/7',
    '/forward-auth/%23role=ADMIN',
    '/forward-auth/%2525252525253Frole=ADMIN',
    '/forward-auth/%u003Frole=ADMIN',
    '/forward-auth/%C0%BFrole=ADMIN',
    '/forward-auth/%',
  ])('is found: %s', (url) => {
    expect(hasMisplacedRequirement(url)).toBe(true);
  });

  it.each([
    '/forward-auth',
    '/forward-auth?role=ADMIN',
    '/forward-auth/?role=ADMIN',
    '/forward-auth/for',
    '/forward-auth/for/',
    '/forward-auth/for/users?role=ADMIN',
    '/forward-auth/for/roles/7',
    '/forward-auth/for/role',
    '/forward-auth/for/Who%3F',
    '/forward-auth/users?role=ADMIN',
    '/forward-auth/orders/7?role=ADMIN&x=1',
    '/forward-auth/for?page=/next',
    '/forward-auth/na%C3%AFve%20name',
  ])('is not found in %s', (url) => {
    expect(hasMisplacedRequirement(url)).toBe(false);
  });

  it('is found under every name, however often its delimiters and letters are escaped', () => {
    const twist = fc.constantFrom<(text: string) => string>(
      (text) => text,
      escaped,
      (text) => escaped(escaped(text)),
      (text) => escaped(escaped(escaped(text))),
      (text) => escaped(text).toUpperCase(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom(...DELIMITERS),
        fc.constantFrom('/', '/for', '/for/', '/for/a/b'),
        twist,
        twist,
        twist,
        (name, delimiter, prefix, ofDelimiter, ofName, ofSign) => {
          const raw = ofDelimiter(delimiter);
          // A plain question mark begins the query, which is a different case.
          fc.pre(!raw.includes('?'));
          expect(hasMisplacedRequirement(`/forward-auth${prefix}${raw}${ofName(name)}${ofSign('=')}ADMIN`)).toBe(true);
        },
      ),
    );
  });
});
