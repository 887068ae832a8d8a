import { beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, type TestOwner } from '../support/accounts/auth100-accounts';
import { operatorOwner, STRONG_PASSWORD, unverifiedOwner } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';

describe('Auth100 in hardened mode', () => {
  let service: TestService;
  let owner: Omit<TestOwner, 'verificationCode'>;

  beforeAll(async () => {
    service = await sharedService('hardened');
    owner = await operatorOwner(service);
  });

  const newUser = () => ({ email: freshEmail(), ownerUuid: owner.uuid, password: STRONG_PASSWORD });
  const create = async () => {
    const json = newUser();
    const {
      status,
      json: { result },
    } = await service.request('POST', '/users', { json, owner });
    expect(status).toBe(201);
    return { ...json, ...result } as typeof json & { uuid: string; verificationCode: string };
  };
  const verified = async () => {
    const user = await create();
    const { json } = await service.request('PUT', `/users/${user.uuid}/verify`, {
      json: { verificationCode: user.verificationCode },
    });
    return { ...user, ...json.result } as typeof user & { id: number; accessToken: string; refreshToken: string };
  };
  const logIn = (fields: { email: string; password: string }) =>
    service.request('POST', '/auth/login', { json: { ownerUuid: owner.uuid, ...fields } });

  it('allows every operation with the credential of the owner', async () => {
    const user = await verified();
    expect(user.verificationCode).toMatch(/^\d{6}$/u);
    const name = { email: user.email, ownerUuid: owner.uuid };
    expect(
      (await service.request('GET', `/users/id/${user.id}?owner=${owner.uuid}`, { owner })).json.result.email,
    ).toBe(user.email);
    const requested = await service.request('POST', '/users/request-change-password', { json: name, owner });
    const code: string = requested.json.result.verificationCodePassword;
    expect(code).toMatch(/^\d{6}$/u);
    expect(
      (
        await service.request('POST', '/users/request-change-password-verify', {
          json: { ...name, verificationCode: code },
        })
      ).status,
    ).toBe(200);
    const json = { ...name, verificationCodePassword: code, password: 'another-good-one' };
    expect((await service.request('PUT', '/users/change-password', { json })).status).toBe(200);
    expect((await service.request('POST', '/auth/refresh', { json: { refreshToken: user.refreshToken } })).status).toBe(
      401,
    );
    const login = await logIn({ email: user.email, password: 'another-good-one' });
    expect(login.status).toBe(200);
    expect((await service.request('POST', '/auth/logout', { bearer: login.json.result.accessToken })).status).toBe(200);
    expect((await service.request('DELETE', `/users/uuid/${user.uuid}`, { owner })).json).toEqual({
      result: { id: user.id },
    });
  });

  it('refuses every operation with only the uuid', async () => {
    const answer = await service.request('POST', '/users', { json: newUser() });
    expect([answer.status, answer.json.code]).toEqual([401, 'owner_credential_invalid']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/u);
  });

  it('shows a code only to the owner', async () => {
    const { email } = await verified();
    const json = { email, ownerUuid: owner.uuid };
    const asked = await service.request('POST', '/users/request-change-password', { json });
    expect(asked.json).toEqual({ result: { successful: true, verificationCodePassword: null } });
    const forOwner = await service.request('POST', '/owner/request-change-password', {
      json: { email: owner.email, ownerUuid: owner.uuid },
    });
    expect(forOwner.json).toEqual({ result: { successful: true, verificationCodePassword: null } });
    const proved = await service.request('POST', '/owner/request-change-password', {
      json: { email: owner.email, ownerUuid: owner.uuid },
      owner,
    });
    expect(proved.json.result.verificationCodePassword).toMatch(/^\d{6}$/u);
    const fresh = await unverifiedOwner(service);
    expect((await service.request('PUT', `/owner/${fresh.uuid}/resend`)).json).toEqual({ verificationCode: null });
  });

  it('refuses the credential of an owner whose e-mail is not verified', async () => {
    const fresh = await unverifiedOwner(service);
    const answer = await service.request('GET', `/users?owner=${fresh.uuid}`, { owner: fresh });
    expect([answer.status, answer.json.code]).toEqual([401, 'owner_credential_invalid']);
    await service.request('PUT', `/owner/${fresh.uuid}/verify`, { json: { verificationCode: fresh.verificationCode } });
    expect((await service.request('GET', `/users?owner=${fresh.uuid}`, { owner: fresh })).status).toBe(200);
  });

  it('is closed to new owners', async () => {
    const answer = await service.request('POST', '/owner', {
      json: { email: freshEmail(), password: STRONG_PASSWORD, owner: 'Me' },
    });
    expect([answer.status, answer.json.code]).toEqual([403, 'signup_closed']);
  });

  it('answers an unknown account, a wrong password and a wrong owner with the same words', async () => {
    const user = await verified();
    const unverified = await create();
    const answers = [
      await logIn({ email: user.email, password: 'wrong-password' }),
      await logIn({ email: freshEmail(), password: STRONG_PASSWORD }),
      await logIn({ email: unverified.email, password: 'wrong-password' }),
      await logIn({ email: user.email, password: '' }),
      await logIn({ email: user.email, password: 'x'.repeat(20_000) }),
      await service.request('POST', '/auth/login', {
        json: { email: user.email, ownerUuid: '11111111-1111-4111-8111-111111111111', password: STRONG_PASSWORD },
      }),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect([answers[0]?.status, answers[0]?.json.code]).toEqual([401, 'invalid_credentials']);
    const rotate = (fields: object) =>
      service.request('POST', '/owner/rotate-secret', {
        json: { email: owner.email, ownerUuid: owner.uuid, password: STRONG_PASSWORD, ...fields },
      });
    const rotations = [await rotate({ password: 'wrong-password' }), await rotate({ email: freshEmail() })];
    expect(new Set(rotations.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  });

  it('answers a request for a code with the same words whether there is an account or not', async () => {
    const { email } = await verified();
    for (const [path, known] of [
      ['/users/request-change-password', email],
      ['/owner/request-change-password', owner.email],
    ] as const) {
      const answers = [];
      for (const each of [known, freshEmail()])
        answers.push(await service.request('POST', path, { json: { email: each, ownerUuid: owner.uuid } }));
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(200);
    }
  });

  it('answers guessed codes with the same words whether there is an account or not', async () => {
    const { email } = await verified();
    await service.request('POST', '/users/request-change-password', { json: { email, ownerUuid: owner.uuid } });
    const guess = async (each: string) => {
      const json = { email: each, ownerUuid: owner.uuid, verificationCode: 'no-code' };
      const { status, text } = await service.request('POST', '/users/request-change-password-verify', { json });
      return `${status} ${text}`;
    };
    const unknown = freshEmail();
    const seen = new Set<string>();
    for (let round = 0; round < 8; round += 1) for (const each of [email, unknown]) seen.add(await guess(each));
    expect(seen.size).toBe(1);
  });

  it.each(['1234567', 'password', 'PassWord', '12345678', 'x'.repeat(129)])(
    'takes no password that is short, long or common: %s',
    async (password) => {
      const answer = await service.request('POST', '/users', { json: { ...newUser(), password }, owner });
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, 'password']);
    },
  );

  it('tells nothing of a default owner, and has no outbox page', async () => {
    const home = await service.request('GET', '/', { headers: { accept: 'application/json' } });
    expect(home.json).not.toHaveProperty('defaultOwner');
    expect((await service.request('GET', '/outbox')).status).toBe(404);
  });
});
