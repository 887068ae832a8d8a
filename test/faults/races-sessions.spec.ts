import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, registerOwner, type TestOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { atOnce, expectCleanRefusal, statuses } from './outcomes';

describe('refresh tokens under simultaneous use', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  const refresh = (refreshToken: string) => service.request('POST', '/auth/refresh', { json: { refreshToken } });
  const logOut = (bearer: string) => service.request('POST', '/auth/logout', { bearer });

  it('of one user in many sessions do not disturb each other', async () => {
    const user = await verifiedUser(service, owner);
    const json = { email: user.email, ownerUuid: owner.uuid, password: PASSWORD };
    const logins = await atOnce(10, () => service.request('POST', '/auth/login', { json }));
    const tokens = logins.map((answer): string => answer.json.result.refreshToken);
    expect(new Set(tokens).size).toBe(10);
    expect(statuses(await atOnce(10, (index) => refresh(tokens[index]!)))).toEqual({ 200: 10 });
  });

  it('end once by log-out, and a second log-out is refused', async () => {
    const user = await verifiedUser(service, owner);
    const answers = await atOnce(10, () => logOut(user.accessToken));
    expect(statuses(answers)[200]).toBeGreaterThanOrEqual(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectCleanRefusal(answer, 'a log-out');
    expect((await logOut(user.accessToken)).status).toBe(401);
  });
});
