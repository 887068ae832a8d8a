import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, registerOwner, registerUser, verifiedUser } from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';

describe('the life of a user in Auth100', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  it('goes from registration to log-out', async () => {
    const owner = await registerOwner(service);
    const user = await verifiedUser(service, owner);
    const login = { email: user.email, ownerUuid: owner.uuid, password: PASSWORD };
    const loggedIn = await service.request('POST', '/auth/login', { json: login });
    expect(loggedIn.status).toBe(200);
    const refreshed = await service.request('POST', '/auth/refresh', {
      json: { refreshToken: loggedIn.json.result.refreshToken },
    });
    expect(refreshed.status).toBe(200);
    const out = await service.request('POST', '/auth/logout', { bearer: refreshed.json.result.accessToken });
    expect(out.json).toEqual({ result: { accessToken: null, refreshToken: null, id: user.id } });
    const again = await service.request('POST', '/auth/logout', { bearer: refreshed.json.result.accessToken });
    expect(again.status).toBe(401);
    const late = await service.request('POST', '/auth/refresh', {
      json: { refreshToken: refreshed.json.result.refreshToken },
    });
    expect(late.status).toBe(401);
  });

  it('does not let an unverified user in', async () => {
    const owner = await registerOwner(service);
    const user = await registerUser(service, owner);
    const answer = await service.request('POST', '/auth/login', {
      json: { email: user.email, ownerUuid: owner.uuid, password: PASSWORD },
    });
    expect([answer.status, answer.json.code]).toEqual([403, 'not_verified']);
  });
});
