import { describe, expect, it } from 'vitest';
import { errorResponse, isTokenError, TOKEN_ERROR_CODES, TokenError, wwwAuthenticate } from '../index.js';

describe('the codes', () => {
  it('are stable: none is renamed, gets another status or is lost', () => {
    const list = TOKEN_ERROR_CODES.map((code) => `${new TokenError(code).status} ${code}`);
    expect(list).toMatchSnapshot();
  });
});

describe('WWW-Authenticate', () => {
  it('has no error when no token was sent (RFC 6750, 3.1)', () => {
    expect(wwwAuthenticate(new TokenError('missing_token'), 'orders')).toBe('Bearer realm="orders"');
  });

  it.each([
    ['expired_token', 'invalid_token'],
    ['insufficient_role', 'insufficient_scope'],
    ['conflicting_credentials', 'invalid_request'],
  ] as const)('says of %s that it is %s', (code, error) => {
    expect(wwwAuthenticate(new TokenError(code))).toContain(
      `Bearer realm="api", error="${error}", error_description="`,
    );
  });

  it('cannot be broken by a realm', () => {
    expect(wwwAuthenticate(new TokenError('missing_token'), 'a"\r\nSet-Cookie: x\\é')).toBe(
      'Bearer realm="aSet-Cookie: x"',
    );
  });

  it.each(TOKEN_ERROR_CODES)('and the whole answer can be sent for %s', (code) => {
    const { status, headers, body } = errorResponse(new TokenError(code));
    expect(body).toEqual({ status, code, message: expect.any(String) as string });
    expect(Object.keys(headers).sort()).toEqual(['cache-control', status === 503 ? 'retry-after' : 'www-authenticate']);
    for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]+$/u);
  });
});

describe('a TokenError', () => {
  it('is known across copies of this package, and nothing else is taken for one', () => {
    expect(isTokenError(new TokenError('unknown_key'))).toBe(true);
    for (const other of [new Error('x'), null, undefined, 'x', {}, { code: 'unknown_key' }]) {
      expect(isTokenError(other)).toBe(false);
    }
  });
});
