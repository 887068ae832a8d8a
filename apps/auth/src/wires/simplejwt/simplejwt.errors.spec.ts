import { describe, expect, it } from 'vitest';
import { failure, type FailureCode, type FailureDetails } from '../../http/errors/failure';
import { presentSimplejwtFailure, SIMPLEJWT_ERRORS } from './simplejwt.errors';

const REQUEST = { url: '/api/token/', method: 'POST', headers: {} };

function present(code: FailureCode, details: FailureDetails = {}, request = {}) {
  return presentSimplejwtFailure(failure(code, details), { ...REQUEST, ...request });
}

describe("a failure on SimpleJWT's wire", () => {
  it.each(Object.keys(SIMPLEJWT_ERRORS) as FailureCode[])('has a detail and the headers of a view for %s', (code) => {
    const { mediaType, headers, body, text } = present(code);
    expect(mediaType).toBe('application/json');
    expect(headers).toMatchObject({ allow: 'POST, OPTIONS', vary: 'Accept' });
    expect(body).toHaveProperty('detail', expect.stringMatching(/^\p{Lu}.+/u));
    expect(text).toBe(JSON.stringify(body));
  });

  it('has a challenge with every 401, and with nothing else', () => {
    const answers = (Object.keys(SIMPLEJWT_ERRORS) as FailureCode[]).map((code) => present(code));
    const wrong = answers.filter(({ status, headers }) => (status === 401) !== 'www-authenticate' in headers);
    expect(wrong).toEqual([]);
    expect(present('token_expired').headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it('says the same of everybody who cannot log in', () => {
    const codes = [
      'account_unknown',
      'wrong_password',
      'invalid_credentials',
      'not_verified',
      'account_disabled',
    ] as const;
    const texts = new Set(codes.map((code) => present(code).text));
    expect([...texts]).toEqual(['{"detail":"No active account found with the given credentials"}']);
  });

  it('lists what is wrong with the fields, in their order', () => {
    const fields = [
      { field: 'password', code: 'a', message: 'One.' },
      { field: 'email', code: 'b', message: 'Two.' },
      { field: 'password', code: 'c', message: 'Three.' },
    ];
    expect(present('validation_failed', { fields }).text).toBe('{"password":["One.","Three."],"email":["Two."]}');
  });

  it('names the method, and the type of the body', () => {
    expect(present('method_not_allowed', {}, { method: 'PUT' }).text).toBe(
      '{"detail":"Method \\"PUT\\" not allowed."}',
    );
    const headers = { 'content-type': 'json' };
    expect(present('unsupported_media_type', {}, { headers }).text).toBe(
      '{"detail":"Unsupported media type \\"json\\" in request."}',
    );
  });

  it('says when to come back', () => {
    const { headers, body } = present('rate_limited', { retryAfterSeconds: 1 });
    expect(headers['retry-after']).toBe('1');
    expect(body).toEqual({ detail: 'Request was throttled. Expected available in 1 second.' });
    expect(present('rate_limited', { retryAfterSeconds: 2 }).text).toContain('in 2 seconds.');
    expect(present('rate_limited').text).toBe('{"detail":"Request was throttled."}');
    expect(present('busy', { retryAfterSeconds: 2 }).headers['retry-after']).toBe('2');
  });

  it('is hidden by what the client does not accept, unless the server could not help it', () => {
    const headers = { accept: 'text/plain' };
    expect(present('validation_failed', {}, { headers })).toMatchObject({ status: 406 });
    expect(present('method_not_allowed', {}, { headers })).toMatchObject({ status: 406 });
    expect(present('wrong_password', {}, { url: '/api/token/?format=xml' })).toMatchObject({ status: 404 });
    for (const code of ['payload_too_large', 'internal_error', 'unavailable', 'rate_limited'] as const) {
      expect(present(code, {}, { headers }).status).toBe(SIMPLEJWT_ERRORS[code].status);
    }
  });

  it('has no headers of a view where there is none', () => {
    const { status, headers, text } = present(
      'route_not_found',
      {},
      { url: '/api/token/nope', headers: { accept: 'x' } },
    );
    expect({ status, headers, text }).toEqual({ status: 404, headers: {}, text: '{"detail":"Not found."}' });
  });

  it('is indented as the client wants it, and safe in a script', () => {
    const headers = { accept: 'application/json; indent=2' };
    expect(present('token_invalid', {}, { headers }).text).toBe(
      '{\n  "detail": "Token is invalid or expired",\n  "code": "token_not_valid"\n}',
    );
    expect(present('malformed_request', { detail: '\u2028' }).text).toBe(String.raw`{"detail":"\u2028"}`);
  });
});
