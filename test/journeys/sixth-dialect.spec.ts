import { WIRES } from '@auth/wires';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  PASSWORD,
  registerOwner,
  type TestOwner,
  type TestUser,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { startService, type TestService } from '../support/service/service';
import { toy } from '../support/dialects/toy-dialect';

describe('a sixth dialect: one folder, one line in the list', () => {
  let service: TestService;
  let owner: TestOwner;
  let user: TestUser;

  beforeAll(async () => {
    service = await startService({}, [...WIRES, toy]);
    owner = await registerOwner(service);
    user = await verifiedUser(service, owner);
  });

  afterAll(async () => {
    await service.stop();
  });

  const enter = (password: string) =>
    service.request('POST', '/toy/enter', { json: { name: user.email, house: owner.uuid, password } });

  it('is listed, documented and answered', async () => {
    const home = await service.request('GET', '/', { headers: { accept: 'application/json' } });
    expect(home.json.dialects).toContain('toy');
    expect(Object.keys(service.document.paths)).toContain('/toy/enter');
    expect(service.document.components?.securitySchemes).toHaveProperty('toyPass');
  });

  it('lets in a user that another dialect made', async () => {
    const { status, json } = await enter(PASSWORD);
    expect(status).toBe(200);
    const who = await service.request('GET', '/toy/who', { bearer: json.pass });
    expect(who.json).toEqual({ who: user.email });
  });

  it.each([
    ['a wrong password', () => enter('wrong password'), 401, 'wrong password'],
    ['a missing field', () => service.request('POST', '/toy/enter', { json: {} }), 400, 'validation failed'],
    [
      'malformed JSON',
      () => service.request('POST', '/toy/enter', { raw: '{', headers: { 'content-type': 'application/json' } }),
      400,
      'malformed request',
    ],
    [
      'another media type',
      () => service.request('POST', '/toy/enter', { raw: 'x', headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported media type',
    ],
    [
      'a body too large',
      () => service.request('POST', '/toy/enter', { json: { name: 'x'.repeat(100_000) } }),
      413,
      'payload too large',
    ],
    ['an unknown route', () => service.request('GET', '/toy/nowhere'), 404, 'route not found'],
    ['a wrong method', () => service.request('DELETE', '/toy/enter'), 405, 'method not allowed'],
    ['no token', () => service.request('GET', '/toy/who'), 401, 'not authenticated'],
    [
      'the token of another dialect',
      () => service.request('GET', '/toy/who', { bearer: user.accessToken }),
      401,
      'token invalid',
    ],
  ])('says in its own words: %s', async (_, ask, status, words) => {
    const answer = await ask();
    expect([answer.status, answer.mediaType, answer.json]).toEqual([status, 'application/json', { no: words }]);
  });

  it('has no routes when DIALECTS leaves it out', async () => {
    const without = await startService({ DIALECTS: 'auth100' }, [...WIRES, toy]);
    expect((await without.request('POST', '/toy/enter', { json: {} })).status).toBe(404);
    expect(Object.keys(without.document.paths).filter((path) => path.startsWith('/toy'))).toEqual([]);
    await without.stop();
  });
});
