import { beforeAll, describe, expect, it } from 'vitest';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  registerUser,
  type TestOwner,
  type TestUser,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import type { Answer } from '../support/http/http-client';
import { sharedService, type TestService } from '../support/service/service';

describe('users of an owner in Auth100', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  const logIn = (user: Pick<TestUser, 'email'>, password = PASSWORD) =>
    service.request('POST', '/auth/login', { json: { email: user.email, ownerUuid: owner.uuid, password } });
  const refresh = (refreshToken: string) => service.request('POST', '/auth/refresh', { json: { refreshToken } });
  const patch = (user: Pick<TestUser, 'uuid'>, json: object) =>
    service.request('PATCH', `/users/uuid/${user.uuid}`, { json, owner });

  it('are shown as printed, without hash, codes and tokens', async () => {
    const user = await verifiedUser(service, owner, { rol: 3 });
    const byUuid = await service.request('GET', `/users/uuid/${user.uuid}`);
    expect(Object.keys(byUuid.json.result)).toEqual(
      'createdAt,updateAt,id,email,emailToVerificate,verificationAt,password,verificationCode,verificationCodePassword,active,uuid,refreshToken,rol,country'.split(
        ',',
      ),
    );
    expect(byUuid.json.result).toMatchObject({
      password: '********',
      verificationCode: null,
      verificationCodePassword: null,
      refreshToken: null,
      active: true,
      rol: { id: 3, description: 'BUYER', enable: true },
    });
    for (const path of [
      `/users/id/${user.id}?owner=${owner.uuid}`,
      `/users/id/${user.id}/?owner=${owner.uuid}`,
      `/users/uuid/${user.uuid.toUpperCase()}/`,
    ]) {
      expect((await service.request('GET', path)).json).toEqual(byUuid.json);
    }
  });

  it('have an access token of 600 s and a refresh token that tells no end, HS256, as printed', async () => {
    const user = await verifiedUser(service, owner, { rol: 2 });
    const [access, again] = [user.accessToken, user.refreshToken].map((token) =>
      token
        .split('.')
        .slice(0, 2)
        .map((part) => Buffer.from(part, 'base64url').toString()),
    );
    expect(access?.[0]).toBe('{"alg":"HS256","typ":"JWT"}');
    expect(again?.[0]).toBe('{"alg":"HS256","typ":"JWT"}');
    const claims = JSON.parse(access?.[1] ?? '');
    expect(Object.keys(claims)).toEqual(['id', 'rol', 'iat', 'exp', 'jti']);
    expect([claims.id, claims.rol, claims.exp - claims.iat]).toEqual([user.id, 2, 600]);
    expect(Object.keys(JSON.parse(again?.[1] ?? ''))).toEqual(['id', 'rol', 'iat', 'jti']);
  });

  it('that change their password lose every session, and log in with the new one only', async () => {
    const user = await verifiedUser(service, owner);
    const second = (await logIn(user)).json.result;
    const name = { email: user.email, ownerUuid: owner.uuid };
    const code: string = (await service.request('POST', '/users/request-change-password', { json: name })).json.result
      .verificationCodePassword;
    for (let count = 0; count < 6; count += 1) {
      const checked = await service.request('POST', '/users/request-change-password-verify', {
        json: { ...name, verificationCode: code },
      });
      expect(checked.json).toEqual({ result: { successful: true } });
    }
    const short = await service.request('PUT', '/users/change-password', {
      json: { ...name, verificationCodePassword: code, password: '12345' },
    });
    expect([short.status, short.json.errors[0]]).toMatchObject([400, { field: 'password', code: 'too_short' }]);
    expect((await refresh(user.refreshToken)).status).toBe(200);
    const changed = await service.request('PUT', '/users/change-password', {
      json: { ...name, verificationCodePassword: code, password: 'newPassword123' },
    });
    expect(changed.json).toEqual({ result: { successful: true } });
    for (const token of [user.refreshToken, second.refreshToken]) expect((await refresh(token)).status).toBe(401);
    expect((await service.request('POST', '/auth/logout', { bearer: second.accessToken })).status).toBe(401);
    expect((await logIn(user)).json.code).toBe('wrong_password');
    expect((await logIn(user, 'newPassword123')).status).toBe(200);
  });

  it('that are disabled lose every session and cannot log in until they are enabled', async () => {
    const user = await verifiedUser(service, owner);
    expect((await patch(user, { active: false })).json.result).toMatchObject({ active: false, id: user.id });
    const refused = await logIn(user);
    expect([refused.status, refused.json.code]).toEqual([403, 'account_disabled']);
    expect((await logIn(user, 'wrong')).json.code).toBe('wrong_password');
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await service.request('POST', '/auth/logout', { bearer: user.accessToken })).status).toBe(401);
    expect((await patch(user, { active: true })).json.result).toMatchObject({ active: true });
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await logIn(user)).status).toBe(200);
  });

  it('that were disabled before they verified cannot verify themselves in', async () => {
    const user = await registerUser(service, owner);
    await patch(user, { active: false });
    const json = { verificationCode: user.verificationCode };
    const verified = await service.request('PUT', `/users/${user.uuid}/verify`, { json });
    expect([verified.status, verified.json.code]).toEqual([403, 'account_disabled']);
    expect((await service.request('PUT', `/users/${user.uuid}/resend`)).json.code).toBe('account_disabled');
  });

  it('change only the given fields, and null clears', async () => {
    const user = await verifiedUser(service, owner, {
      name: 'Ana',
      surname: 'Paz',
      phone: '1',
      username: `ana${Date.now()}`,
    });
    expect((await patch(user, { rol: 4, surname: null })).json.result.rol).toEqual({
      id: 4,
      description: 'SEMIADMIN',
      enable: true,
    });
    expect((await patch(user, {})).json.result.rol.id).toBe(4);
    for (const json of [
      { rol: 9 },
      { rol: null },
      { active: null },
      { rol: '4' },
      { active: 'true' },
      { username: 'a@b' },
    ]) {
      const answer = await patch(user, json);
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, Object.keys(json)[0]]);
    }
    const other = await verifiedUser(service, owner, { username: `eva${Date.now()}` });
    const taken = await patch(other, { username: (await registeredUsername(user)).toUpperCase() });
    expect([taken.status, taken.json.code]).toEqual([409, 'username_taken']);
  });

  const registeredUsername = async (user: TestUser): Promise<string> => {
    const rows: { username: string }[] = await service.dataSource.query('SELECT username FROM users WHERE id = $1', [
      user.id,
    ]);
    return rows[0]?.username ?? '';
  };

  it('that are deleted are gone with their sessions, and their e-mail may register again', async () => {
    const email = freshEmail();
    const user = await verifiedUser(service, owner, { email });
    expect((await service.request('DELETE', `/users/id/${user.id}/?owner=${owner.uuid}`)).json).toEqual({
      result: { id: user.id },
    });
    for (const [method, path] of [
      ['GET', `/users/uuid/${user.uuid}`],
      ['DELETE', `/users/uuid/${user.uuid}`],
      ['PUT', `/users/${user.uuid}/resend`],
    ] as const) {
      const answer = await service.request(method, path);
      expect([answer.status, answer.json.code]).toEqual([404, 'user_not_found']);
    }
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await logIn(user)).json.code).toBe('account_unknown');
    const reborn = await verifiedUser(service, owner, { email });
    expect(reborn.id).not.toBe(user.id);
    expect(reborn.uuid).not.toBe(user.uuid);
    expect((await service.request('POST', '/auth/logout', { bearer: user.accessToken })).status).toBe(401);
  });

  it('lose every session when the owner ends them, and may log in again', async () => {
    const user = await verifiedUser(service, owner);
    const second = (await logIn(user)).json.result;
    const ended = await service.request('DELETE', `/users/uuid/${user.uuid}/sessions`, { owner });
    expect(ended.json).toEqual({ result: { id: user.id } });
    for (const token of [user.refreshToken, second.refreshToken]) expect((await refresh(token)).status).toBe(401);
    expect((await logIn(user)).status).toBe(200);
    const bare = await service.request('DELETE', `/users/uuid/${user.uuid}/sessions`);
    expect([bare.status, bare.json.code]).toEqual([401, 'owner_credential_invalid']);
  });

  it('are listed page by page, each once, in order', async () => {
    const fresh = await registerOwner(service);
    const emails: string[] = [];
    for (let count = 0; count < 5; count += 1) emails.push((await registerUser(service, fresh)).email);
    const seen: string[] = [];
    let path: string | null = `/users?owner=${fresh.uuid}&limit=2`;
    for (let page = 0; path !== null && page < 5; page += 1) {
      const answer: Answer<{ result: { email: string }[] }> = await service.request('GET', path);
      seen.push(...answer.json.result.map(({ email }) => email));
      path = /^<(?<next>[^>]+)>; rel="next"$/u.exec(answer.headers.get('link') ?? '')?.groups?.['next'] ?? null;
    }
    expect(seen).toEqual(emails);
  });

  it('of two owners may share an e-mail and know nothing of each other', async () => {
    const other = await registerOwner(service);
    const email = freshEmail();
    const [one, two] = [
      await verifiedUser(service, owner, { email }),
      await verifiedUser(service, other, { email, password: 'Different-1' }),
    ];
    expect(one.id).not.toBe(two.id);
    expect((await logIn({ email }, 'Different-1')).status).toBe(401);
    expect(
      (
        await service.request('POST', '/auth/login', {
          json: { email, ownerUuid: other.uuid, password: 'Different-1' },
        })
      ).json.result.id,
    ).toBe(two.id);
  });
});
