import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTokenError } from '../index.js';
import { type CredentialSource, tokenIn } from './credential.js';

const KEY = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);

function codeFor(source: CredentialSource, acceptsKeys = true): string {
  try {
    return tokenIn(source, acceptsKeys);
  } catch (error) {
    if (isTokenError(error)) return error.code;
    throw error;
  }
}

describe('the token of a request', () => {
  it.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer a.b.c', 'a.b.c'],
    ['BEARER   a.b.c ', 'a.b.c'],
    ['Bearer', 'malformed_token'],
    ['Bearer ', 'malformed_token'],
    ['Bearer a b', 'malformed_token'],
    ['Bearer a, Bearer b', 'malformed_token'],
    ['Bearer "a"', 'malformed_token'],
    ['Bearer a\tb', 'malformed_token'],
    ['Bearer é', 'malformed_token'],
    ['Bearer =', 'malformed_token'],
    ['Bearera.b.c', 'missing_token'],
    ['Basic YTpi', 'missing_token'],
    ['', 'missing_token'],
    [',', 'missing_token'],
  ])('in the Authorization %j is %j', (authorization, expected) => {
    expect(codeFor({ headers: { authorization } })).toBe(expected);
  });

  it('may stand in a key header where keys are accepted, and nowhere else', () => {
    for (const name of ['key', 'x-api-key']) {
      expect(codeFor({ headers: { [name]: KEY } })).toBe(KEY);
      expect(codeFor({ headers: { [name]: KEY } }, false)).toBe('missing_token');
    }
  });

  it.each<[string, CredentialSource]>([
    ['two keys', { headers: { key: KEY, 'x-api-key': OTHER } }],
    ['a key and a bearer token', { headers: { key: KEY, authorization: `Bearer ${OTHER}` } }],
    ['a key and a broken bearer token', { headers: { key: KEY, authorization: 'Bearer' } }],
    ['a list of two', { headers: { authorization: ['Bearer a', 'Bearer b'] } }],
    [
      'the same header twice',
      {
        headers: { authorization: 'Bearer a' },
        rawHeaders: ['Authorization', 'Bearer a', 'AUTHORIZATION', 'Bearer b'],
      },
    ],
  ])('is refused when there is more than one: %s', (_, source) => {
    expect(codeFor(source)).toBe('conflicting_credentials');
  });

  it('may be sent twice if it is the same', () => {
    expect(codeFor({ headers: { key: KEY, 'x-api-key': KEY, authorization: `Bearer ${KEY}` } })).toBe(KEY);
  });

  it('attack 7: is found or refused with a code of its own, whatever the headers are', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `Bearer ${text}`),
      fc.array(fc.string()),
    );
    const headers = fc.dictionary(fc.constantFrom('authorization', 'key', 'x-api-key', '__proto__'), value);
    fc.assert(
      fc.property(headers, fc.array(fc.string()), fc.boolean(), (each, rawHeaders, acceptsKeys) => {
        expect(codeFor({ headers: each, rawHeaders }, acceptsKeys)).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});
