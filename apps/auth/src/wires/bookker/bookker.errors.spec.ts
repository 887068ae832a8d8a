import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from 'vitest';
import { failure, type FailureCode } from '../../http/errors/failure';
import { BOOKKER_ERRORS, bookkerAnswer, presentBookkerFailure } from './bookker.errors';

const NOW = new Date('2021-03-10T09:08:07.006Z');

describe('a failure on the wire of Bookker', () => {
  it.each(Object.keys(BOOKKER_ERRORS) as FailureCode[])('is the body of Spring Boot for %s', (code) => {
    const answer = bookkerAnswer(failure(code), '/api/v1/login/refresh?x=1', NOW);
    expect(answer.mediaType).toBe('application/json');
    expect(Object.entries(answer.body as object)).toEqual([
      ['timestamp', '2021-03-10T09:08:07.006+00:00'],
      ['status', answer.status],
      ['error', STATUS_CODES[answer.status]],
      ['message', expect.stringMatching(/^\p{Lu}.*[^.]$/u)],
      ['path', '/api/v1/login/refresh'],
    ]);
  });

  it('names every field that is wrong', () => {
    const fields = [
      { field: 'username', code: 'required', message: 'username is required' },
      { field: 'password', code: 'required', message: 'password is required' },
    ];
    const answer = bookkerAnswer(failure('validation_failed', { fields }), '/api/v1/login', NOW);
    expect(answer).toMatchObject({ status: 400, body: { message: 'username is required; password is required' } });
  });

  it('shows the path as it was sent, with its slash', () => {
    const answer = presentBookkerFailure(failure('route_not_found'), { originalUrl: '/api/v1/nothing/' });
    expect(answer.body).toMatchObject({ status: 404, message: 'No message available', path: '/api/v1/nothing/' });
  });

  it('has `Retry-After` and `Allow`', () => {
    const headers = (code: FailureCode) =>
      bookkerAnswer(failure(code, { retryAfterSeconds: 7, allow: ['GET', 'HEAD'] }), '/api/v1/users', NOW).headers;
    expect(headers('rate_limited')).toEqual({ 'retry-after': '7' });
    expect(headers('method_not_allowed')).toMatchObject({ allow: 'GET, HEAD' });
  });

  it('reveals no internal details', () => {
    const answer = bookkerAnswer(failure('internal_error', { detail: 'SELECT * FROM users' }), '/api/v1/users', NOW);
    expect(answer).toMatchObject({ status: 500, body: { message: 'Unexpected error' } });
  });
});
