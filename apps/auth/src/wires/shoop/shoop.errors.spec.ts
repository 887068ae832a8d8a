import { describe, expect, it } from 'vitest';
import { failure, type FailureCode } from '../../http/errors/failure';
import { facebookUnavailable, presentShoopFailure, SHOOP_ERRORS } from './shoop.errors';

const field = (name: string, code: string) => ({ field: name, code, message: `${name} ${code}` });

describe('a failure on the wire of Shoop', () => {
  it.each(Object.keys(SHOOP_ERRORS) as FailureCode[])('keeps the envelope for %s', (code) => {
    const answer = presentShoopFailure(failure(code));
    expect(answer.mediaType).toBe('application/json');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(Object.entries(answer.body as object)).toEqual([
      ['status', 0],
      ['error', expect.stringMatching(/^\p{Lu}.*\.$/u)],
    ]);
  });

  it.each([
    ['wrong_password', 401, 'Your password is invalid.'],
    ['invalid_credentials', 401, 'Your password is invalid.'],
    ['email_taken', 400, "Your parameter 'email' is already registered."],
  ] as const)('says %s as it is documented', (code, status, error) => {
    expect(presentShoopFailure(failure(code))).toMatchObject({ status, body: { status: 0, error } });
  });

  it('names the first parameter that is missing, before any that is wrong', () => {
    const fields = [field('email', 'invalid_email'), field('name', 'required'), field('id_location', 'required')];
    expect(presentShoopFailure(failure('validation_failed', { fields }))).toMatchObject({
      status: 403,
      body: { error: "Your parameter is not complete. Missing parameter 'name'." },
    });
  });

  it('names the first parameter that is wrong, by the name it has here', () => {
    const fields = [field('locationId', 'unknown_location'), field('email', 'invalid_email')];
    expect(presentShoopFailure(failure('validation_failed', { fields }))).toMatchObject({
      status: 400,
      body: { error: "Your parameter 'id_location' is not valid." },
    });
  });

  it('has `Retry-After` and `Allow`', () => {
    const headers = (code: FailureCode) =>
      presentShoopFailure(failure(code, { retryAfterSeconds: 7, allow: ['POST'] })).headers;
    expect(headers('rate_limited')).toEqual({ 'retry-after': '7' });
    expect(headers('method_not_allowed')).toMatchObject({ allow: 'POST' });
    const { code, details } = facebookUnavailable();
    expect(presentShoopFailure(failure(code, details))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
    });
  });

  it('reveals no internal details', () => {
    const answer = presentShoopFailure(failure('internal_error', { detail: 'SELECT * FROM users' }));
    expect(answer).toMatchObject({ status: 500, body: { error: 'Something went wrong on our side.' } });
  });
});
