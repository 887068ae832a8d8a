import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import { send } from '../support/http/http-client';
import { plantUser } from '../support/accounts/planted-accounts';
import { sharedService, type TestService } from '../support/service/service';

const JSON_TYPE = { 'content-type': 'application/json' };
const MISSING = 'Te hace falta información para iniciar sesión';

function failure(message: string): string {
  return JSON.stringify({ success: 0, message, data: null });
}

describe('the wire of Koko', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  it.each([
    undefined,
    {},
    { email: 'a@example.com' },
    { password: PASSWORD },
    { email: '', password: PASSWORD },
    { email: ' \t', password: PASSWORD },
    { email: null, password: PASSWORD },
    { email: 'a@example.com', password: '' },
    { email: 'a@example.com', password: null },
    { email: ['a@example.com'], password: PASSWORD },
    { email: { $ne: null }, password: PASSWORD },
    { email: 'a@example.com', password: 123_456 },
    { email: 'a@example.com', password: true },
    [],
    'text',
    7,
  ])('misses information in %j', async (body) => {
    const { status, text } = await service.request('POST', '/api/login', body === undefined ? {} : { json: body });
    expect({ status, text }).toEqual({ status: 400, text: failure(MISSING) });
  });

  it.each(['no-address', 'a@b', 'a@example.com,b@example.com', 'ａ@example.com\u200b', 'x'.repeat(300)])(
    'knows nobody called %s',
    async (email) => {
      const { status, text } = await service.request('POST', '/api/login', { json: { email, password: PASSWORD } });
      expect({ status, text }).toEqual({ status: 404, text: failure('Usuario no registrado') });
    },
  );

  it.each([
    [
      'a wrong JSON body',
      'POST',
      '/api/login',
      { raw: '{"email"', headers: JSON_TYPE },
      400,
      'No se pudo leer la petición',
    ],
    [
      'a prototype in the body',
      'POST',
      '/api/login',
      { raw: '{"__proto__":{}}', headers: JSON_TYPE },
      400,
      'No se pudo leer la petición',
    ],
    ['an unknown route', 'GET', '/api/oauth/clients', {}, 404, 'La ruta no existe'],
    ['an unknown route behind the log-in', 'POST', '/api/login/again', {}, 404, 'La ruta no existe'],
    ['a wrong method', 'GET', '/api/login', {}, 405, 'Método no permitido'],
    ['a wrong method at the refresh', 'PUT', '/api/token', {}, 405, 'Método no permitido'],
    ['a wrong method, with a slash', 'DELETE', '/api/oauth/logout/', {}, 405, 'Método no permitido'],
    [
      'another media type',
      'POST',
      '/api/login',
      { raw: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
      'El tipo de contenido no es válido',
    ],
    [
      'a large body',
      'POST',
      '/api/login',
      { raw: `{"email":"${'x'.repeat(70_000)}"}`, headers: JSON_TYPE },
      413,
      'La petición es demasiado grande',
    ],
  ])('answers %s in its envelope', async (_title, method, path, sending, status, message) => {
    const answer = await service.request(method, path, sending);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: failure(message) });
    expect(answer.mediaType).toBe('application/json');
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
  });

  it('does not answer /api/token/ with a slash', async () => {
    const { email } = await plantUser(service);
    const { json } = await service.request('POST', '/api/login', { json: { email, password: PASSWORD } });
    const { access_token: bearer, refresh_token } = json.data;
    const other = await send(service.origin, 'POST', '/api/token/', { bearer, json: { refresh_token } });
    expect(other.status).toBeGreaterThanOrEqual(400);
    expect(other.json).not.toHaveProperty('success');
    expect((await service.request('POST', '/api/token', { bearer, json: { refresh_token } })).status).toBe(200);
  });

  it('is not logged in with an Authorization that holds no token', async () => {
    const long = `Bearer ${'x'.repeat(9000)}`;
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      'bearer x',
      'Basic dXNlcjpwYXNz',
      'Bearer a b',
      'Bearer ..',
      long,
    ]) {
      for (const path of ['/api/oauth/logout', '/api/token']) {
        const { status, text } = await service.request('POST', path, { headers: { authorization } });
        expect({ status, text }).toEqual({ status: 401, text: failure('No estás logueado') });
      }
    }
  });

  it('answers unknown users and wrong passwords alike in hardened mode', async () => {
    const hardened = await sharedService('hardened');
    const { email } = await plantUser(hardened);
    const attempts = [email, 'nobody@example.com', 'no-address', 'x'.repeat(300)];
    for (const [index, name] of attempts.entries()) {
      const json = { email: name, password: index === 0 ? `${PASSWORD}x` : 'y'.repeat(5000) };
      const { status, text } = await hardened.request('POST', '/api/login', { json });
      expect({ status, text }).toEqual({ status: 401, text: failure('El correo o contraseña son erroneos') });
    }
  });
});
