import { User } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import type { Sending } from '../support/http/http-client';
import { plantUser } from '../support/accounts/planted-accounts';
import { sharedService, type TestService } from '../support/service/service';

const LOGIN = '/api/v2/auth/login';
const REGISTER = '/api/v2/auth/register';
const FORGOT = '/api/v2/auth/forgot_password';
const BOUNDARY = '------------------------d74496d66958873e';

/** A body as `curl -F` sends it. */
function multipart(fields: Record<string, string>): Sending {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    raw: `${parts.join('')}--${BOUNDARY}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  };
}

const missing = (name: string) => ({
  status: 0,
  error: `Your parameter is not complete. Missing parameter '${name}'.`,
});

describe('the wire of Shoop', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  /** The three ways to send the same parameters. */
  const ways: [string, (fields: Record<string, string>) => Sending][] = [
    ['JSON', (json) => ({ json })],
    ['a form', (form) => ({ form })],
    ['a multipart form', multipart],
  ];

  describe.each(ways)('in %s', (_title, send) => {
    it('logs in', async () => {
      const { email } = await plantUser(service);
      const answer = await service.request('POST', LOGIN, send({ email, password: PASSWORD, gcm_id: 'APA91b:x_y-z' }));
      expect([answer.status, answer.json]).toEqual([200, { status: 1, key: expect.stringMatching(/^[0-9a-f]{40}$/u) }]);
    });

    it('registers', async () => {
      const fields = { email: freshEmail(), password: 'rahasia', name: 'shcode', id_location: '7', phone: '0822' };
      const answer = await service.request('POST', REGISTER, send(fields));
      expect([answer.status, Object.keys(answer.json)]).toEqual([200, ['status', 'key']]);
    });

    it('asks for a new password', async () => {
      const { email } = await plantUser(service);
      const answer = await service.request('POST', FORGOT, send({ email }));
      expect(answer.text).toBe(
        '{"status":1,"message":"Profile detail and reset password has been sent to your email."}',
      );
    });

    it.each<[Record<string, string>, string]>([
      [{}, 'email'],
      [{ password: 'x' }, 'email'],
      [{ email: 'ana@example.com' }, 'password'],
      [{ email: 'ana@example.com', password: '' }, 'password'],
      [{ email: '', password: 'x' }, 'email'],
      [{ fb_token: 'EAA' }, 'fb_uid'],
      [{ fb_uid: '1' }, 'fb_token'],
      [{ email: 'ana@example.com', fb_token: 'EAA' }, 'password'],
      [{ password: 'x', fb_uid: '1' }, 'email'],
      [{ gcm_id: 'x' }, 'email'],
    ])('misses in %j the %s to log in', async (fields, name) => {
      const answer = await service.request('POST', LOGIN, send(fields));
      expect([answer.status, answer.json]).toEqual([403, missing(name)]);
    });

    it.each([
      ['email', ['email', 'password', 'name', 'id_location']],
      ['password', ['password', 'name', 'id_location']],
      ['name', ['name', 'id_location']],
      ['id_location', ['id_location']],
    ])('misses the %s to register', async (name, left) => {
      const all = { email: 'x', password: 'rahasia', name: 'shcode', id_location: '7', longitude: 'x' };
      const fields = Object.fromEntries(Object.entries(all).filter(([key]) => !left.includes(key)));
      const answer = await service.request('POST', REGISTER, send(fields));
      expect([answer.status, answer.json]).toEqual([403, missing(name)]);
    });
  });

  it('takes longitude and latitude as text in JSON, as PHP does', async () => {
    const json = { email: freshEmail(), password: 'rahasia', name: 'shcode', id_location: '7' };
    const where = { longitude: '112.7508', latitude: '-7' };
    const answer = await service.request('POST', '/api/v2/auth/register', { json: { ...json, ...where } });
    const me = await service.request('GET', '/api/v2/user/me', { headers: { key: answer.json.key } });
    expect(me.json.user).toMatchObject({ longitude: 112.7508, latitude: -7 });
  });

  it('keeps longitude, latitude and avatar as they were sent, in a form too', async () => {
    const fields = { email: freshEmail(), password: 'rahasia', name: 'shcode', id_location: '7' };
    const where = { longitude: '112.7508', latitude: '-7.2575', avatar: 'avatars/1.jpg' };
    const { json } = await service.request('POST', REGISTER, { form: { ...fields, ...where } });
    const me = await service.request('GET', '/api/v2/user/me', { headers: { key: json.key } });
    expect(me.json.user).toMatchObject({ longitude: 112.7508, latitude: -7.2575, avatar: 'avatars/1.jpg' });
  });

  it('ignores fields that a client may not set', async () => {
    const email = freshEmail();
    const fields = { email, password: 'rahasia', name: 'shcode', id_location: 7, show_phone: '1', address: 'Jl. 1' };
    const ours = {
      id: 1,
      rol: 5,
      roleId: 5,
      active: false,
      verificationAt: '2020-01-01',
      verifiedAt: '2020-01-01',
      ownerUuid: 'x',
    };
    const { status } = await service.request('POST', REGISTER, { json: { ...fields, ...ours } });
    expect(status).toBe(200);
    const user = await service.dataSource.getRepository(User).findOneByOrFail({ email });
    expect(user).toMatchObject({ active: true, verifiedAt: null, roleId: 1, countryCode: 'ID' });
  });

  describe('answers in its envelope', () => {
    const unreadable = { status: 0, error: 'Your request is not readable.' };

    it.each<[string, string, string, Sending, number, unknown]>([
      [
        'an unknown route',
        'GET',
        '/api/v2/unknown',
        {},
        404,
        { status: 0, error: 'There is nothing at this address.' },
      ],
      ['its root', 'GET', '/api/v2', {}, 404, { status: 0, error: 'There is nothing at this address.' }],
      ['a wrong method', 'GET', LOGIN, {}, 405, { status: 0, error: 'This method is not allowed.' }],
      [
        'a wrong method with a body',
        'PUT',
        LOGIN,
        { json: {} },
        405,
        { status: 0, error: 'This method is not allowed.' },
      ],
      [
        'an unknown media type',
        'POST',
        LOGIN,
        { raw: '<x/>', headers: { 'content-type': 'text/xml' } },
        415,
        { status: 0, error: 'Your content type is not supported.' },
      ],
      [
        'too large a body',
        'POST',
        LOGIN,
        { raw: 'x'.repeat(70_000), headers: { 'content-type': 'application/json' } },
        413,
        { status: 0, error: 'Your request is too large.' },
      ],
      [
        'JSON that is none',
        'POST',
        LOGIN,
        { raw: '{"email"', headers: { 'content-type': 'application/json' } },
        400,
        unreadable,
      ],
      [
        'JSON that is an array',
        'POST',
        LOGIN,
        { raw: '[1]', headers: { 'content-type': 'application/json' } },
        400,
        unreadable,
      ],
      [
        'JSON that is null',
        'POST',
        LOGIN,
        { raw: 'null', headers: { 'content-type': 'application/json' } },
        400,
        unreadable,
      ],
      [
        'a prototype in JSON',
        'POST',
        LOGIN,
        { raw: '{"__proto__":{"email":"a"}}', headers: { 'content-type': 'application/json' } },
        400,
        unreadable,
      ],
      [
        'a multipart form without a boundary',
        'POST',
        LOGIN,
        { raw: 'x', headers: { 'content-type': 'multipart/form-data' } },
        400,
        unreadable,
      ],
      ['a broken percent-encoding', 'GET', '/api/v2/%E0%A4%A', {}, 400, unreadable],
    ])('%s', async (_title, method, path, sending, status, body) => {
      const answer = await service.request(method, path, sending);
      expect([answer.status, answer.mediaType, answer.json]).toEqual([status, 'application/json', body]);
      if (status === 405) expect(answer.headers.get('allow')).toBe('POST');
    });
  });

  it('needs no body where the parameters are missing anyway', async () => {
    const answer = await service.request('POST', FORGOT);
    expect([answer.status, answer.json]).toEqual([403, missing('email')]);
  });
});
