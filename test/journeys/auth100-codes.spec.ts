import { CodeTry, OneTimeCode } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerOwner, registerUser, type TestOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { sharedService, startService, type TestService } from '../support/service/service';

/** A code of the same length that is another one. */
function wrong(code: string, offset = 1): string {
  return String((Number(code) + offset) % 10 ** code.length).padStart(code.length, '0');
}

describe('one-time codes in Auth100', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  const verify = (uuid: string, verificationCode: string) =>
    service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });

  it('end after 5 wrong tries, and another one is sent on request', async () => {
    const { uuid, verificationCode } = await registerUser(service, owner);
    for (let offset = 1; offset <= 5; offset += 1)
      expect((await verify(uuid, wrong(verificationCode, offset))).json.code).toBe('code_invalid');
    expect((await verify(uuid, verificationCode)).json.code).toBe('code_exhausted');
    const next = (await service.request('PUT', `/users/${uuid}/resend`)).json.result.verificationCode;
    expect((await verify(uuid, next)).status).toBe(200);
  });

  it('are still good after 4 wrong tries', async () => {
    const { uuid, verificationCode } = await registerUser(service, owner);
    for (let offset = 1; offset <= 4; offset += 1) await verify(uuid, wrong(verificationCode, offset));
    expect((await verify(uuid, verificationCode)).status).toBe(200);
  });

  it('work once', async () => {
    const { uuid, verificationCode } = await registerUser(service, owner);
    expect((await verify(uuid, verificationCode)).status).toBe(200);
    expect((await verify(uuid, verificationCode)).json.code).toBe('already_verified');
  });

  it('end when another one is sent', async () => {
    const { uuid, verificationCode } = await registerUser(service, owner);
    const next: string = (await service.request('PUT', `/users/${uuid}/resend`)).json.result.verificationCode;
    if (next !== verificationCode) expect((await verify(uuid, verificationCode)).json.code).toBe('code_invalid');
    expect((await verify(uuid, next)).status).toBe(200);
  });

  it('are bound to their account', async () => {
    const [one, two] = [await registerUser(service, owner), await registerUser(service, owner)];
    if (one.verificationCode === two.verificationCode) return;
    expect((await verify(one.uuid, two.verificationCode)).json.code).toBe('code_invalid');
    expect((await verify(two.uuid, two.verificationCode)).status).toBe(200);
  });

  it('are bound to their purpose: a code that verifies changes no password, and the other way round', async () => {
    const user = await registerUser(service, owner);
    const name = { email: user.email, ownerUuid: owner.uuid };
    const change = (verificationCodePassword: string) =>
      service.request('PUT', '/users/change-password', {
        json: { ...name, verificationCodePassword, password: 'Another-1' },
      });
    expect((await change(user.verificationCode)).json.code).toBe('code_invalid');
    const { verificationCodePassword } = (
      await service.request('POST', '/users/request-change-password', { json: name })
    ).json.result;
    if (verificationCodePassword !== user.verificationCode)
      expect((await verify(user.uuid, verificationCodePassword)).json.code).toBe('code_invalid');
    expect((await change(verificationCodePassword)).status).toBe(200);
    expect((await verify(user.uuid, user.verificationCode)).status).toBe(200);
  });

  it('are stored in a form that cannot be read', async () => {
    const { verificationCode } = await registerUser(service, owner);
    const [newest] = await service.dataSource
      .getRepository(OneTimeCode)
      .find({ order: { createdAt: 'DESC' }, take: 1 });
    expect(newest?.hmac).toHaveLength(32);
    expect(newest?.hmac.toString('latin1')).not.toContain(verificationCode);
  });
});

describe('the budget of wrong codes, with RATE_LIMITS=on', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await startService({ RATE_LIMITS: 'on' });
    owner = await registerOwner(service);
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is 20 an account and hour over all its codes; a new code does not refill it, an hour does', async () => {
    const user = await verifiedUser(service, owner);
    const name = { email: user.email, ownerUuid: owner.uuid };
    const check = (verificationCode: string) =>
      service.request('POST', '/users/request-change-password-verify', { json: { ...name, verificationCode } });
    const newCode = async (): Promise<string> =>
      (await service.request('POST', '/users/request-change-password', { json: name })).json.result
        .verificationCodePassword;
    for (let round = 0; round < 4; round += 1) {
      const code = await newCode();
      for (let offset = 1; offset <= 5; offset += 1)
        expect((await check(wrong(code, offset))).json.code).toBe('code_invalid');
      service.clock.advance(30);
    }
    const code = await newCode();
    const refused = await check(code);
    expect([refused.status, refused.json.code]).toEqual([429, 'rate_limited']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(3600 - 4 * 30 - 60);
    expect(wait).toBeLessThanOrEqual(3600);
    service.clock.advance(3601);
    expect((await check(await newCode())).status).toBe(200);
    service.clock.advance(24 * 3600);
    expect((await check(await newCode())).status).toBe(200);
    expect(await service.dataSource.getRepository(CodeTry).countBy({ userId: user.id })).toBe(0);
    service.clock.reset();
  });
});
