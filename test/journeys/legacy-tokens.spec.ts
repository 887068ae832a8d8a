import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { User } from '@portero/database';
import { BlacklistTokens, DefaultOwner, EndSession, ManageUser } from '@portero/identity';
import { plantUser } from '../support/accounts/planted-accounts';
import { startService, type TestService } from '../support/service/service';
import { asking, claimsIn, type Credential, defaultCredential, exchangeOf } from '../support/tokens/back-end';
import { CARRIED_OVER, CARRIED_OVER_ENV } from '../support/tokens/carried-over';
import { APP_KEY, encode, encryptedRefresh, hmac } from '../support/tokens/old-tokens';

const HOUR = 3600;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
describe('tokens of the back end that was replaced', () => {
  let service: TestService;
  let owner: Credential;
  let before: number;
  let count = 0;

  beforeAll(async () => {
    const moment = new Date();
    before = Math.floor(moment.getTime() / 1000) - 60;
    service = await startService({
      ...CARRIED_OVER_ENV,
      KOKO_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      KOKO_APP_KEY: `base64:${APP_KEY.toString('base64')}`,
      SIMPLEJWT_ACCEPT_ISSUED_BEFORE: moment.toISOString(),
      SIMPLEJWT_ROTATE_REFRESH: 'true',
      SIMPLEJWT_USER_ID: 'external',
      KOKO_ACCEPT_ISSUED_BEFORE: moment.toISOString(),
      KOKO_SUB: 'external',
      BOOKKER_ACCEPT_ISSUED_BEFORE: moment.toISOString(),
      BOOKKER_SUB: 'external',
    });
    owner = await defaultCredential(service);
  });

  afterAll(() => service.stop());

  async function someone(fields: Parameters<typeof plantUser>[1] = {}): Promise<User & { externalId: string }> {
    const user = await plantUser(service, fields);
    const externalId = String(40_000 + (count += 1));
    await service.dataSource.query('UPDATE users SET external_id = $1 WHERE id = $2', [externalId, user.id]);
    return Object.assign(user, { externalId });
  }

  const jti = (): string =>
    createHash('md5')
      .update(`jti ${(count += 1)}`)
      .digest('hex');

  const django = (type: 'access' | 'refresh', user: string, claims: object = {}): string =>
    hmac(
      'HS256',
      CARRIED_OVER.simplejwt.secret,
      { typ: 'JWT' },
      {
        token_type: type,
        exp: before + 5 * HOUR,
        iat: before,
        jti: jti(),
        user_id: Number(user),
        ...claims,
      },
    );

  const bookker = (user: string, claims: object = {}): string =>
    hmac(
      'HS512',
      CARRIED_OVER.bookker.secret,
      { type: 'JWT' },
      {
        iss: 'secure-api',
        aud: 'secure-app',
        sub: user,
        exp: before + 864_000,
        rol: ['ROLE_USER'],
        ...claims,
      },
    );

  function passport(user: string, claims: object = {}) {
    const id = jti().repeat(3).slice(0, 80);
    const body = {
      aud: '1',
      jti: id,
      iat: before + 0.123,
      nbf: before,
      exp: before + 9000,
      sub: user,
      scopes: [],
      ...claims,
    };
    const input = `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(body)}`;
    const access = `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
    const refresh = encryptedRefresh({
      client_id: '1',
      refresh_token_id: jti(),
      access_token_id: id,
      scopes: [],
      user_id: user,
      expire_time: before + 99 * HOUR,
    });
    return { access, refresh };
  }

  const verify = async (token: string) =>
    (await service.request('POST', '/api/token/verify/', { json: { token } })).status;
  const refresh = (token: string) => service.request('POST', '/api/token/refresh/', { json: { refresh: token } });
  const listUsers = async (bearer: string) => (await service.request('GET', '/api/v1/users', { bearer })).status;
  const isActive = async (token: string) => (await asking(service, owner).introspect({ token })).json.active;

  it('of Django are verified and introspected as those of the user whose external id they name', async () => {
    const { externalId, uuid } = await someone();
    const access = django('access', externalId);
    expect([await verify(access), await verify(django('refresh', externalId))]).toEqual([200, 200]);
    const { json } = await asking(service, owner).introspect({ token: access });
    expect([json.active, json.sub]).toEqual([true, uuid]);
  });

  it('of Django refresh into ours once, with the id that clients know', async () => {
    const { externalId } = await someone();
    const old = django('refresh', externalId);
    const { status, json } = await refresh(old);
    expect(status).toBe(200);
    const claims = claimsIn(json.access);
    expect(claims.user_id).toBe(Number(externalId));
    expect(await verify(json.access)).toBe(200);
    expect((await refresh(old)).status).toBe(401);
  });

  it.each([
    ['Django', (id: string) => django('access', id)],
    ['Passport', (id: string) => passport(id).access],
    ['Bookker', (id: string) => bookker(id)],
  ])('of %s pass forward-auth and are exchanged for standard tokens', async (_, tokenOf) => {
    const { externalId, uuid } = await someone();
    const forwarded = await service.request('GET', '/forward-auth', { bearer: tokenOf(externalId) });
    expect([forwarded.status, forwarded.headers.get('x-auth-user')]).toEqual([200, uuid]);
    expect((await service.request('GET', '/forward-auth', { bearer: tokenOf('999999') })).status).toBe(401);
    const { status, json } = await asking(service, owner).token(exchangeOf(tokenOf(externalId)));
    expect([status, claimsIn(json.access_token).sub]).toEqual([200, uuid]);
    expect(await isActive(json.access_token)).toBe(true);
  });

  it('end with a password that is changed by a mailed code', async () => {
    const { externalId, email } = await someone();
    const name = { email, ownerUuid: owner.uuid };
    const [seen, old] = [django('access', externalId), passport(externalId)];
    expect(await verify(seen)).toBe(200);
    const asked = await service.request('POST', '/users/request-change-password', { json: name });
    const changed = await service.request('PUT', '/users/change-password', {
      json: {
        ...name,
        verificationCodePassword: asked.json.result.verificationCodePassword,
        password: 'newPassword123',
      },
    });
    expect(changed.status).toBe(200);
    for (const token of [seen, django('access', externalId), old.access, bookker(externalId)])
      expect(await isActive(token)).toBe(false);
    expect((await refresh(django('refresh', externalId))).status).toBe(401);
    const koko = { bearer: old.access, json: { refresh_token: old.refresh } };
    expect((await service.request('POST', '/api/token', koko)).status).toBe(401);
  });

  it('on the blacklist of Django are refused', async () => {
    const { externalId } = await someone();
    const [refused, other] = [django('refresh', externalId), django('refresh', externalId)];
    const expiresAt = new Date((before + 5 * HOUR) * 1000);
    const blacklist = service.app.get(BlacklistTokens);
    const known = await service.app.get(DefaultOwner).ensure();
    const tokens = [{ jti: claimsIn(refused).jti as string, expiresAt }];
    expect([await blacklist.add(known, tokens), await blacklist.add(known, tokens)]).toEqual([1, 0]);
    expect([(await refresh(refused)).status, await verify(refused), await isActive(refused)]).toEqual([
      401,
      401,
      false,
    ]);
    expect((await refresh(other)).status).toBe(200);
  });

  it('that are issued after the moment, expired, altered or of nobody are refused', async () => {
    const { externalId } = await someone();
    const now = before + 120;
    const refused = [
      django('access', externalId, { iat: now }),
      django('access', externalId, { exp: before + 1 }),
      django('access', '999999'),
      `${django('access', externalId).slice(0, -4)}AAAA`,
    ];
    service.clock.advance(300);
    for (const token of refused) expect([await verify(token), await isActive(token)]).toEqual([401, false]);
    service.clock.reset();
  });

  it('of a disabled, deleted or password-changed user are refused, seen before or not', async () => {
    const disabled = await someone();
    const seen = django('access', disabled.externalId);
    expect(await verify(seen)).toBe(200);
    await service.app.get(ManageUser).update({ uuid: disabled.uuid }, { active: false });
    expect([await verify(seen), await verify(django('access', disabled.externalId))]).toEqual([401, 401]);
    const changed = await someone();
    await service.app.get(EndSession).end({ userId: changed.id }, 'password_changed');
    expect([
      await verify(django('access', changed.externalId)),
      (await refresh(django('refresh', changed.externalId))).status,
    ]).toEqual([401, 401]);
    const deleted = await someone();
    await service.dataSource.query('DELETE FROM users WHERE id = $1', [deleted.id]);
    expect(await verify(django('access', deleted.externalId))).toBe(401);
  });

  it('whose name fits two users are refused, also when the sessions of one have ended', async () => {
    const one = await someone({ username: 'first-of-two' });
    expect(await isActive(bookker('first-of-two'))).toBe(true);
    const other = await someone();
    await service.dataSource.query('UPDATE users SET external_id = $1 WHERE id = $2', ['first-of-two', other.id]);
    expect(await isActive(bookker('first-of-two', { exp: before + 863_000 }))).toBe(false);
    await service.dataSource.query('UPDATE users SET sessions_ended_at = now() WHERE id = $1', [one.id]);
    expect(await isActive(bookker('first-of-two', { exp: before + 862_000 }))).toBe(false);
  });

  it('stay ended after a log-out, also when the session was swept', async () => {
    const { externalId } = await someone();
    const { access, refresh: old } = passport(externalId);
    expect((await service.request('POST', '/api/oauth/logout', { bearer: access })).status).toBe(200);
    expect([await isActive(access)]).toEqual([false]);
    await service.dataSource.query('DELETE FROM issued_tokens; DELETE FROM sessions');
    expect(await isActive(access)).toBe(false);
    const again = await service.request('POST', '/api/token', { bearer: access, json: { refresh_token: old } });
    expect(again.status).toBe(401);
  });

  it('of Passport are verified by the public key alone, and its encrypted refresh tokens work once', async () => {
    const { externalId } = await someone();
    const { access, refresh: old } = passport(externalId);
    expect(await isActive(access)).toBe(true);
    const renew = () => service.request('POST', '/api/token', { bearer: access, json: { refresh_token: old } });
    const { status, json } = await renew();
    expect([status, await isActive(json.data.access_token), await isActive(access)]).toEqual([200, true, false]);
    expect(claimsIn(json.data.access_token).sub).toBe(externalId);
    expect((await renew()).status).toBe(401);
    const other = passport((await someone()).externalId);
    const mixed = await service.request('POST', '/api/token', { bearer: other.access, json: { refresh_token: old } });
    expect(mixed.status).toBe(401);
  });

  it('of Passport that have expired refresh too, as Passport does', async () => {
    const { externalId } = await someone();
    const { access, refresh: old } = passport(externalId, { exp: before + 1 });
    expect(await isActive(access)).toBe(false);
    const { status } = await service.request('POST', '/api/token', { bearer: access, json: { refresh_token: old } });
    expect(status).toBe(200);
  });

  it('of Bookker, with neither iat nor jti, open protected reads and are renewed', async () => {
    const alias = `alias${count}`;
    const user = await someone({ username: alias, roleId: 4 });
    expect([await listUsers(bookker(user.externalId)), await listUsers(bookker(alias))]).toEqual([200, 200]);
    const renewed = await service.request('GET', '/api/v1/login/refresh', { bearer: bookker(alias) });
    expect([renewed.status, await listUsers(renewed.json.token)]).toEqual([200, 200]);
    expect(claimsIn(renewed.json.token).sub).toBe(user.externalId);
    expect(await listUsers(bookker(alias, { exp: before + 864_000 + 120 }))).toBe(401);
  });
});
