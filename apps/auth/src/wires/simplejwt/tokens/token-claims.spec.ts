import { describe, expect, it } from 'vitest';
import { claimsProblem } from './token-claims';

const NOW = 1_700_000_000;
const INVALID = 'Token is invalid or expired';

/** The original's claims, some of them changed; undefined ones are left out. */
function problem(changed: Readonly<Record<string, unknown>>, type: 'refresh' | null = 'refresh') {
  const usual = { token_type: 'refresh', exp: NOW + 1, iat: NOW, jti: 'x', user_id: 1 };
  const claims: Record<string, unknown> = { ...usual, ...changed };
  const given = Object.entries(claims).filter(([, value]) => value !== undefined);
  return claimsProblem(Object.fromEntries(given), type, new Date(NOW * 1000 + 999));
}

describe('the claims of a token', () => {
  it.each([
    {},
    { iat: undefined },
    { iat: NOW - 0.5 },
    { iat: true },
    { nbf: NOW },
    { nbf: NOW + 0.9 },
    { nbf: ` ${NOW} ` },
    { exp: NOW + 1.5 },
    { jti: null },
    { aud: 'someone', iss: 'someone' },
    { user_id: undefined },
  ])('may have %j', (changed) => {
    expect(problem(changed)).toBeNull();
  });

  it.each([
    { exp: NOW },
    { exp: NOW + 0.9 },
    { exp: 0 },
    { exp: null },
    { exp: true },
    { exp: 'soon' },
    { exp: String(NOW + 100) },
    { exp: 1e300 },
    { exp: [] },
    { iat: NOW + 1 },
    { iat: NOW + 0.5 },
    { iat: String(NOW) },
    { iat: null },
    { nbf: NOW + 1 },
    { nbf: 'word' },
    { nbf: {} },
  ])('are invalid with %j, whatever else is wrong', (changed) => {
    expect(problem(changed)).toBe(INVALID);
    expect(problem({ ...changed, jti: undefined, token_type: 1 })).toBe(INVALID);
  });

  it.each([
    [{ exp: undefined, jti: undefined, token_type: undefined }, "Token has no 'exp' claim"],
    [{ jti: undefined, token_type: undefined }, 'Token has no id'],
    [{ token_type: undefined }, 'Token has no type'],
    [{ token_type: 'access' }, 'Token has wrong type'],
    [{ token_type: 'Refresh' }, 'Token has wrong type'],
    [{ token_type: null }, 'Token has wrong type'],
    [{ token_type: ['refresh'] }, 'Token has wrong type'],
  ])('are checked one after the other: %j', (changed, sentence) => {
    expect(problem(changed)).toBe(sentence);
  });

  it('may be of any type where none is asked for', () => {
    expect(problem({ token_type: 'access' }, null)).toBeNull();
    expect(problem({ token_type: undefined }, null)).toBeNull();
    expect(problem({ jti: undefined, token_type: undefined }, null)).toBe('Token has no id');
  });

  it('are not those that every object has', () => {
    expect(claimsProblem({}, 'refresh', new Date())).toBe("Token has no 'exp' claim");
  });
});
