import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '../support/service/service';

const LOGIN = '/api/v2/auth/login';
const REGISTER = '/api/v2/auth/register';

const notValid = (name: string) => ({ status: 0, error: `Your parameter '${name}' is not valid.` });

describe('Shoop takes no parameter that is wrong:', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  const complete = { email: 'ana@example.com', password: 'rahasia', name: 'shcode', id_location: 7 };

  it.each<[string, unknown]>([
    ['email', 'ana'],
    ['email', ['ana@example.com']],
    ['email', { address: 'ana@example.com' }],
    ['email', 'ana@example.com, eve@example.com'],
    ['email', 'ana@example.com\u0000'],
    ['email', 1],
    ['password', 12345678],
    ['password', ['rahasia']],
    ['password', 'short'],
    ['password', 'x'.repeat(129)],
    ['name', 'x'.repeat(201)],
    ['name', true],
    ['name', 'a\u0000b'],
    ['name', '\ud800'],
    ['id_location', 0],
    ['id_location', 56],
    ['id_location', 99999999],
    ['id_location', 7.5],
    ['id_location', '7.0'],
    ['id_location', '7 '],
    ['id_location', '0x7'],
    ['id_location', true],
    ['id_location', [7]],
    ['phone', 82232856363],
    ['phone', '0'.repeat(41)],
    ['longitude', '112,7'],
    ['longitude', ' 112.7'],
    ['longitude', '180.1'],
    ['latitude', true],
    ['longitude', 180.1],
    ['latitude', -90.5],
    ['latitude', [1]],
    ['avatar', 'x'.repeat(501)],
    ['gcm_id', 'a b'],
    ['gcm_id', 'x'.repeat(1025)],
    ['gcm_id', 7],
    ['fb_token', 7],
  ])('%s %j', async (name, value) => {
    const answer = await service.request('POST', REGISTER, { json: { ...complete, [name]: value } });
    expect([answer.status, answer.json]).toEqual([400, notValid(name)]);
  });

  it.each([
    ['longitude', 'Infinity'],
    ['longitude', '1e2'],
    ['latitude', 'NaN'],
    ['id_location', '007x'],
  ])('%s %j in a form', async (name, value) => {
    const form = { ...complete, id_location: '7', [name]: value };
    const answer = await service.request('POST', REGISTER, { form });
    expect([answer.status, answer.json]).toEqual([400, notValid(name)]);
  });

  it('a parameter that comes twice in a form', async () => {
    const raw = 'email=ana%40example.com&email=eve%40example.com&password=x';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await service.request('POST', LOGIN, { raw, headers })).json).toEqual(notValid('email'));
  });

  it('a Facebook user whose id is none', async () => {
    const json = { fb_token: 'EAA', fb_uid: '12/../me' };
    expect((await service.request('POST', LOGIN, { json })).json).toEqual(notValid('fb_uid'));
  });
});
