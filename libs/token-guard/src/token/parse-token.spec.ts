import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTokenError, TOKEN_ERROR_CODES } from '../index.js';
import { verifying } from '../testing/verifying.fixture.js';
import { parseToken } from './parse-token.js';

const given = verifying();

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const anyHeader = fc.oneof(
  fc.json(),
  fc
    .object({ key: fc.constantFrom('alg', 'typ', 'kid', 'crit', 'b64', 'jwk', '__proto__') })
    .map((each) => JSON.stringify(each)),
  fc
    .record({ alg: fc.constantFrom('ES256', 'none', 'HS256'), typ: fc.constantFrom('at+jwt', 'JWT') })
    .map((each) => JSON.stringify(each)),
);
const base64url = fc.string({ unit: fc.constantFrom(...Array.from('AQgwEIMabc019-_')) });
const tokenLike = fc.oneof(
  fc.tuple(anyHeader.map(encode), fc.json().map(encode), base64url).map((parts) => parts.join('.')),
  fc.tuple(base64url, base64url, base64url).map((parts) => parts.join('.')),
  fc.string({ unit: fc.constantFrom(...Array.from('.eyJhbGciOiJ-_=+/ \n')) }),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[0-9a-f]{40}$/u),
);

/** Every thrown error is of the closed list. */
function expectOwnError(error: unknown): void {
  expect(isTokenError(error)).toBe(true);
  expect(TOKEN_ERROR_CODES).toContain((error as { code: unknown }).code);
}

describe('whatever is sent for a token', () => {
  it('the parser throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(tokenLike, fc.anything()), (token) => {
        try {
          parseToken(token);
        } catch (error) {
          expectOwnError(error);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('the verifier refuses it, with nothing but its own error', async () => {
    const verifier = given.verifier({ introspection: true, legacy: { koko: { audience: '1' } } });
    await verifier.ready();
    await fc.assert(
      fc.asyncProperty(fc.oneof(tokenLike, fc.anything()), async (token) => {
        const outcome: unknown = await verifier.verify(token as string).catch((error: unknown) => error);
        expectOwnError(outcome);
      }),
      { numRuns: 1000 },
    );
  });

  it('signed claims of any content are accepted or refused with its own error', async () => {
    const verifier = given.verifier({ legacy: { koko: { audience: '1' } } });
    const names = [
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'nbf',
      'jti',
      'owner',
      'client_id',
      'roles',
      'dialect',
      '__proto__',
    ];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), async (claims) => {
        for (const token of [given.issuer.mintUser(claims), given.issuer.mintKoko(claims)]) {
          const outcome: unknown = await verifier.verify(token).catch((error: unknown) => error);
          if (outcome instanceof Error) expectOwnError(outcome);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the form of a token', () => {
  it.each([
    ['missing_token', undefined],
    ['missing_token', ''],
    ['malformed_token', 5],
    ['malformed_token', 'a.b'],
    ['malformed_token', 'a.b.c.d'],
    ['malformed_token', 'e30.e30.'],
    ['malformed_token', 'e30=.e30.AA'],
    ['malformed_token', 'e30.e30.AA\n'],
    ['malformed_token', ' e30.e30.AA'],
    ['malformed_token', 'a'.repeat(39)],
    ['malformed_token', 'g'.repeat(40)],
    ['malformed_token', `${encode('[]')}.e30.AA`],
    ['malformed_token', `${encode('null')}.e30.AA`],
    ['malformed_token', `${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('base64url')}.e30.AA`],
    ['token_too_long', 'a'.repeat(8193)],
  ])('is refused with %s for %j', (code, token) => {
    expect(() => parseToken(token)).toThrow(expect.objectContaining({ code }));
  });

  it('has one spelling: other trailing bits are refused', () => {
    const token = given.issuer.mintUser();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.slice(-1));
    for (const other of [1, 2, 3]) {
      const spelt = token.slice(0, -1) + alphabet.charAt(last + other);
      expect(() => parseToken(spelt)).toThrow(expect.objectContaining({ code: 'malformed_token' }));
    }
  });
});
