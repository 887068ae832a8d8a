import { describe, expect, it } from 'vitest';
import { failure, type FailureCode } from '../../http/errors/failure';
import { KOKO_ERRORS, presentKokoFailure } from './koko.errors';

const LOGIN = { url: '/api/login' };

describe('a failure on the wire of Koko', () => {
  it.each(Object.keys(KOKO_ERRORS) as FailureCode[])('keeps the envelope for %s', (code) => {
    const answer = presentKokoFailure(failure(code), LOGIN);
    expect(answer.mediaType).toBe('application/json');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(Object.entries(answer.body as object)).toEqual([
      ['success', 0],
      ['message', expect.stringMatching(/^\p{Lu}.*[^.]$/u)],
      ['data', null],
    ]);
  });

  it.each([
    ['wrong_password', 401, 'El correo o contraseña son erroneos'],
    ['invalid_credentials', 401, 'El correo o contraseña son erroneos'],
    ['account_unknown', 404, 'Usuario no registrado'],
    ['validation_failed', 400, 'Te hace falta información para iniciar sesión'],
    ['not_authenticated', 401, 'No estás logueado'],
    ['token_invalid', 401, 'No estás logueado'],
    ['token_expired', 401, 'No estás logueado'],
    ['refresh_token_reused', 401, 'No estás logueado'],
  ] as const)('says %s as printed', (code, status, message) => {
    const answer = presentKokoFailure(failure(code), LOGIN);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toBe(`{"success":0,"message":"${message}","data":null}`);
  });

  it('names what is missing by the path of the request, also with a query', () => {
    const answer = presentKokoFailure(failure('validation_failed'), { url: '/api/token?x=1' });
    expect(answer.body).toHaveProperty('message', 'Te hace falta información para actualizar la sesión');
  });

  it('has `Retry-After` and `Allow`', () => {
    const headers = (code: FailureCode) =>
      presentKokoFailure(failure(code, { retryAfterSeconds: 7, allow: ['POST'] }), LOGIN).headers;
    expect(headers('rate_limited')).toEqual({ 'retry-after': '7' });
    expect(headers('unavailable')).toEqual({ 'retry-after': '7' });
    expect(headers('method_not_allowed')).toMatchObject({ allow: 'POST' });
  });

  it('reveals no internal details', () => {
    const answer = presentKokoFailure(failure('internal_error', { detail: 'SELECT * FROM users' }), LOGIN);
    expect(answer).toMatchObject({ status: 500, body: { message: 'Ocurrió un error, inténtalo más tarde' } });
  });
});
