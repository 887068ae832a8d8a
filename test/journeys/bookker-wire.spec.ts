import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import { plantUser } from '../support/accounts/planted-accounts';
import { sharedService, type TestService } from '../support/service/service';

const JSON_TYPE = { 'content-type': 'application/json' };
const KEYS = ['timestamp', 'status', 'error', 'message', 'path'];

describe('the wire of Bookker', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  it.each([
    undefined,
    {},
    { username: 'a' },
    { password: PASSWORD },
    { username: '', password: PASSWORD },
    { username: ['a'], password: PASSWORD },
    { username: { $gt: '' }, password: PASSWORD },
    { username: 7, password: PASSWORD },
    { username: 'a', password: 7 },
    { username: 'a', password: null },
    [],
    'text',
  ])('refuses %j', async (body) => {
    const { status, json } = await service.request('POST', '/api/v1/login', body === undefined ? {} : { json: body });
    expect(status).toBe(400);
    expect(Object.keys(json)).toEqual(KEYS);
    expect(json).toMatchObject({ status: 400, error: 'Bad Request', path: '/api/v1/login' });
  });

  it.each([
    [
      'a wrong JSON body',
      'POST',
      '/api/v1/login',
      { raw: '{"username"', headers: JSON_TYPE },
      400,
      'Bad Request',
      null,
    ],
    ['an unknown route', 'GET', '/api/v1/books?page=2', {}, 404, 'Not Found', null],
    ['the root of its routes', 'GET', '/api/v1/', {}, 404, 'Not Found', null],
    ['a wrong method', 'GET', '/api/v1/login', {}, 405, 'Method Not Allowed', 'POST'],
    ['a wrong method at the refresh', 'POST', '/api/v1/login/refresh/', {}, 405, 'Method Not Allowed', 'GET, HEAD'],
    [
      'another media type',
      'POST',
      '/api/v1/login',
      { raw: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
      'Unsupported Media Type',
      null,
    ],
    [
      'a large body',
      'POST',
      '/api/v1/login',
      { raw: `{"username":"${'x'.repeat(70_000)}"}`, headers: JSON_TYPE },
      413,
      'Payload Too Large',
      null,
    ],
    ['nobody', 'GET', '/api/v1/users', {}, 401, 'Unauthorized', null],
  ])('answers %s as Spring Boot does', async (_title, method, path, sending, status, error, allow) => {
    const before = Date.now();
    const answer = await service.request(method, path, sending);
    expect(answer.status).toBe(status);
    expect(answer.mediaType).toBe('application/json');
    expect(Object.keys(answer.json)).toEqual(KEYS);
    expect(answer.json).toMatchObject({
      status,
      error,
      message: expect.stringMatching(/./u),
      path: path.split('?')[0],
    });
    expect(answer.json.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/u);
    expect(Date.parse(answer.json.timestamp)).toBeGreaterThanOrEqual(before);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('answers unknown users and wrong passwords alike in hardened mode', async () => {
    const hardened = await sharedService('hardened');
    const { email } = await plantUser(hardened, { username: `alias-${Date.now()}` });
    const bodies = [];
    for (const username of [email, 'nobody', 'nobody@example.com', 'not a name', 'x'.repeat(300)]) {
      const { status, json } = await hardened.request('POST', '/api/v1/login', {
        json: { username, password: 'y'.repeat(200) },
      });
      bodies.push({ ...json, httpStatus: status, timestamp: null });
    }
    const only = {
      timestamp: null,
      status: 401,
      error: 'Unauthorized',
      message: 'Bad credentials',
      path: '/api/v1/login',
      httpStatus: 401,
    };
    expect(bodies).toEqual(bodies.map(() => only));
  });
});
