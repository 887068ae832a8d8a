import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { plantUser } from '../support/accounts/planted-accounts';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import { sharedService, type TestService } from '../support/service/service';
import { asking, type Credential, defaultCredential, exchangeOf, logInBy } from '../support/tokens/back-end';

describe('the types of bodies', () => {
  let service: TestService;
  let owner: Credential;

  beforeAll(async () => {
    service = await sharedService();
    owner = await defaultCredential(service);
  });

  it.each([
    ['koko', 'application/vnd.api+json'],
    ['bookker', 'application/vnd.api+json'],
    ['koko', 'application/problem+json'],
    ['bookker', 'application/ld+json; charset=utf-8'],
  ])('%s takes %s as JSON', async (dialect, type) => {
    const { loginPath, login } = EVERY_DIALECT.find(({ name }) => name === dialect)!;
    const account = { email: freshEmail(), password: STRONG_PASSWORD };
    await plantUser(service, { ...account, username: null });
    const { json, form } = login(account, owner.uuid);
    const answer = await service.request('POST', loginPath, {
      raw: JSON.stringify(json ?? form),
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['JSON', 'application/json; charset=ISO-8859-1', '{"name":"Jos\xe9","email":"E","password":"P","ownerUuid":"U"}'],
    ['a form', 'application/x-www-form-urlencoded; charset="iso-8859-1"', 'name=Jos%E9&email=E&password=P&ownerUuid=U'],
  ])('%s is read in the character set that it declares', async (_name, type, body) => {
    const email = freshEmail();
    const filled = body.replace('E"', `${email}"`).replace('=E&', `=${email}&`);
    const raw = filled.replace(/P(?=["&])/u, STRONG_PASSWORD).replace(/U(?="|$)/u, owner.uuid);
    const made = await service.request('POST', '/users', {
      raw: Buffer.from(raw, 'latin1'),
      headers: { 'content-type': type },
    });
    const [user] = await service.app
      .get(DataSource)
      .query<{ name: string }[]>('SELECT name FROM users WHERE uuid = $1', [made.json.result.uuid]);
    expect([made.status, user?.name]).toEqual([201, 'José']);
  });

  it('a character set that nobody knows is 415', async () => {
    const headers = { 'content-type': 'application/json; charset=klingon' };
    const { status } = await service.request('POST', '/users', { raw: '{}', headers });
    expect(status).toBe(415);
  });

  it.each(EVERY_DIALECT.map(({ name, loginPath }) => [name, loginPath]))(
    '%s refuses a compressed body with 415 and says what it takes',
    async (_name, path) => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const { status, headers: answered } = await service.request('POST', path, { raw: gzipSync('{}'), headers });
      expect([status, answered.get('accept-encoding')]).toEqual([415, 'identity']);
    },
  );
});

describe('OAuth parameters without a value count as left out (RFC 6749, section 3.2)', () => {
  it('in every one of them', async () => {
    const service = await sharedService();
    const owner = await defaultCredential(service);
    const ask = asking(service, owner);
    const empty = Object.fromEntries(
      ['scope', 'audience', 'resource', 'requested_token_type', 'actor_token', 'client_id', 'client_secret'].map(
        (name) => [name, ''],
      ),
    );
    const { access } = await logInBy(service, 'koko');
    expect((await ask.token({ ...exchangeOf(access), ...empty })).status).toBe(200);
    expect((await ask.token({ ...empty, grant_type: 'client_credentials', subject_token: '' })).status).toBe(200);
    expect((await ask.introspect({ token: access, token_type_hint: '', ...empty })).json).toMatchObject({
      active: true,
    });
    expect((await ask.introspect({ token: '' })).status).toBe(400);
    expect((await ask.token({ grant_type: '' })).status).toBe(400);
    const feed = await service.request('GET', '/oauth/revocations?cursor=&limit=', { owner });
    expect(feed.status).toBe(200);
    expect((await ask.revoke({ token: access, token_type_hint: '' })).status).toBe(200);
  });
});
