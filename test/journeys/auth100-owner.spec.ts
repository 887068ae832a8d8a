import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  registerUser,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';

const HOUR = 3600;

describe('the life of an owner in Auth100', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  afterEach(() => {
    service.clock.reset();
  });

  const proves = async ({ uuid }: Pick<TestOwner, 'uuid'>, secret: string): Promise<boolean> => {
    const { status } = await service.request('GET', `/users?owner=${uuid}`, { owner: { uuid, secret } });
    expect([200, 401]).toContain(status);
    return status === 200;
  };

  it('goes from registration to users of its own', async () => {
    const owner = await registerOwner(service);
    expect(owner.verificationCode).toMatch(/^\d{4}$/u);
    expect(Buffer.from(owner.secret, 'base64')).toHaveLength(32);
    const verified = await service.request('PUT', `/owner/${owner.uuid}/verify`, {
      json: { verificationCode: owner.verificationCode },
    });
    expect(verified.json).toEqual({ result: { id: expect.any(Number) } });
    const again = await service.request('PUT', `/owner/${owner.uuid}/verify`, {
      json: { verificationCode: owner.verificationCode },
    });
    expect([again.status, again.json.code]).toEqual([409, 'already_verified']);
    const resend = await service.request('PUT', `/owner/${owner.uuid}/resend`);
    expect([resend.status, resend.json.code]).toEqual([409, 'already_verified']);
    const user = await registerUser(service, owner);
    const list = await service.request('GET', `/users?owner=${owner.uuid}`);
    expect(list.json.result).toEqual([
      { id: expect.any(Number), email: user.email, rol: { id: 1, description: 'USER' } },
    ]);
  });

  it('a code that was sent again kills the one before, and is answered without envelope', async () => {
    const owner = await registerOwner(service);
    const resend = await service.request('PUT', `/owner/${owner.uuid}/resend`);
    expect(resend.json).toEqual({ verificationCode: expect.stringMatching(/^\d{4}$/u) });
    if (resend.json.verificationCode !== owner.verificationCode) {
      const old = await service.request('PUT', `/owner/${owner.uuid}/verify`, {
        json: { verificationCode: owner.verificationCode },
      });
      expect([old.status, old.json.code]).toEqual([400, 'code_invalid']);
    }
    const fresh = await service.request('PUT', `/owner/${owner.uuid}/verify`, { json: resend.json });
    expect(fresh.status).toBe(200);
  });

  it('an e-mail belongs to one owner', async () => {
    const { email } = await registerOwner(service);
    const again = await service.request('POST', '/owner', {
      json: { email: email.toUpperCase(), password: PASSWORD, owner: 'Other' },
    });
    expect([again.status, again.json.code]).toEqual([409, 'owner_email_taken']);
  });

  it('a code changes the password once, and does not change the secret', async () => {
    const owner = await registerOwner(service);
    const name = { email: owner.email, ownerUuid: owner.uuid };
    const requested = await service.request('POST', '/owner/request-change-password', { json: name });
    expect(requested.json.result).toEqual({
      successful: true,
      verificationCodePassword: expect.stringMatching(/^\d{4}$/u),
    });
    const json = {
      ...name,
      verificationCodePassword: requested.json.result.verificationCodePassword,
      password: 'newPassword123',
    };
    expect((await service.request('PUT', '/owner/change-password', { json })).json).toEqual({
      result: { successful: true },
    });
    const twice = await service.request('PUT', '/owner/change-password', { json });
    expect([twice.status, twice.json.code]).toEqual([400, 'code_invalid']);
    expect(await proves(owner, owner.secret)).toBe(true);
    const old = await service.request('POST', '/owner/rotate-secret', { json: { ...name, password: PASSWORD } });
    expect([old.status, old.json.code]).toEqual([401, 'wrong_password']);
    const rotated = await service.request('POST', '/owner/rotate-secret', {
      json: { ...name, password: 'newPassword123' },
    });
    expect(rotated.status).toBe(200);
  });

  it('a rotated secret works beside the new one for 24 hours', async () => {
    const owner = await registerOwner(service);
    const json = { email: owner.email, ownerUuid: owner.uuid, password: PASSWORD };
    const secret: string = (await service.request('POST', '/owner/rotate-secret', { json })).json.result.secret;
    expect(Buffer.from(secret, 'base64')).toHaveLength(32);
    expect(await proves(owner, owner.secret)).toBe(true);
    expect(await proves(owner, secret)).toBe(true);
    service.clock.advance(24 * HOUR - 60);
    expect(await proves(owner, owner.secret)).toBe(true);
    service.clock.advance(120);
    expect(await proves(owner, owner.secret)).toBe(false);
    expect(await proves(owner, secret)).toBe(true);
  });

  it('an unknown account and a wrong password get different answers', async () => {
    const owner = await registerOwner(service);
    const rotate = (fields: object) =>
      service.request('POST', '/owner/rotate-secret', {
        json: { email: owner.email, ownerUuid: owner.uuid, password: PASSWORD, ...fields },
      });
    const answers = [
      await rotate({ password: 'wrong' }),
      await rotate({ email: freshEmail() }),
      await rotate({ ownerUuid: '11111111-1111-4111-8111-111111111111' }),
    ];
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual([
      [401, 'wrong_password'],
      [404, 'account_unknown'],
      [404, 'account_unknown'],
    ]);
    const other = await registerOwner(service);
    const crossed = await service.request('POST', '/owner/request-change-password', {
      json: { email: owner.email, ownerUuid: other.uuid },
    });
    expect([crossed.status, crossed.json.code]).toEqual([404, 'account_unknown']);
  });

  it("users belong to their owner: another owner's credential finds nobody", async () => {
    const [owner, other] = [await registerOwner(service), await registerOwner(service)];
    const user = await verifiedUser(service, owner);
    const asked = [
      ['GET', `/users/uuid/${user.uuid}`, undefined, 'user_not_found'],
      ['GET', `/users/id/${user.id}?owner=${other.uuid}`, undefined, 'user_not_found'],
      ['GET', `/users/id/${user.id}?owner=${owner.uuid}`, undefined, 'owner_not_found'],
      ['GET', `/users?owner=${owner.uuid}`, undefined, 'owner_not_found'],
      ['PATCH', `/users/uuid/${user.uuid}`, { active: false }, 'user_not_found'],
      ['DELETE', `/users/uuid/${user.uuid}/sessions`, undefined, 'user_not_found'],
      ['DELETE', `/users/uuid/${user.uuid}`, undefined, 'user_not_found'],
      ['DELETE', `/users/id/${user.id}?owner=${other.uuid}`, undefined, 'user_not_found'],
      ['PUT', `/users/${user.uuid}/resend`, undefined, 'user_not_found'],
    ] as const;
    for (const [method, path, json, code] of asked) {
      const answer = await service.request(method, path, { owner: other, ...(json && { json }) });
      expect([method, path, answer.status, answer.json.code]).toEqual([method, path, 404, code]);
    }
    expect((await service.request('GET', `/users/id/${user.id}?owner=${other.uuid}`)).status).toBe(404);
    expect((await service.request('POST', '/auth/refresh', { json: { refreshToken: user.refreshToken } })).status).toBe(
      200,
    );
  });
});
