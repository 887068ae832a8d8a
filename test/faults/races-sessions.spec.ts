import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, registerOwner, type TestOwner, verifiedUser } from '../support/auth100-accounts';
import { sharedService, type TestService } from '../support/service';
import { atOnce, expectCleanRefusal, problemCodes, statuses } from './outcomes';

describe('refresh tokens under simultaneous use', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  afterEach(() => {
    service.clock.reset();
  });

  const refresh = (refreshToken: string) => service.request('POST', '/auth/refresh', { json: { refreshToken } });
  const logOut = (bearer: string) => service.request('POST', '/auth/logout', { bearer });

  it('work once: of 20 who send one, one gets tokens, and the session lives on', async () => {
    const user = await verifiedUser(service, owner);
    const answers = await atOnce(20, () => refresh(user.refreshToken));
    expect(statuses(answers)).toEqual({ 200: 1, 401: 19 });
    expect(problemCodes(answers)).toEqual(['refresh_token_reused']);
    const winner = answers.find(({ status }) => status === 200);
    expect((await refresh(winner?.json.result.refreshToken)).status).toBe(200);
  });

  it('rotate twice within one second into three different ones, of which only the last works', async () => {
    const user = await verifiedUser(service, owner);
    const second: string = (await refresh(user.refreshToken)).json.result.refreshToken;
    const third: string = (await refresh(second)).json.result.refreshToken;
    expect(new Set([user.refreshToken, second, third]).size).toBe(3);
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
    expect((await refresh(third)).status).toBe(200);
  });

  it('that come back within 10 s are refused and end nothing', async () => {
    const user = await verifiedUser(service, owner);
    const next: string = (await refresh(user.refreshToken)).json.result.refreshToken;
    service.clock.advance(8);
    const again = await refresh(user.refreshToken);
    expect([again.status, again.json.code]).toEqual([401, 'refresh_token_reused']);
    expect((await refresh(next)).status).toBe(200);
  });

  it('that come back after 10 s end everything of that log-in, and nothing of another', async () => {
    const user = await verifiedUser(service, owner);
    const json = { email: user.email, ownerUuid: owner.uuid, password: PASSWORD };
    const elsewhere: string = (await service.request('POST', '/auth/login', { json })).json.result.refreshToken;
    const next = (await refresh(user.refreshToken)).json.result;
    service.clock.advance(11);
    const again = await refresh(user.refreshToken);
    expect([again.status, again.json.code]).toEqual([401, 'refresh_token_reused']);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    expect((await logOut(next.accessToken)).status).toBe(401);
    expect((await refresh(elsewhere)).status).toBe(200);
  });

  it('racing a log-out mint nothing that survives it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await verifiedUser(service, owner);
      const answers = await atOnce(6, (index) => (index === 3 ? logOut(user.accessToken) : refresh(user.refreshToken)));
      expect(answers[3]?.status).toBe(200);
      for (const answer of answers.filter(({ status }) => status !== 200)) expectCleanRefusal(answer, 'a refresh');
      for (const { json } of answers.filter(({ json: body }) => body.result?.refreshToken)) {
        expect((await refresh(json.result.refreshToken)).status).toBe(401);
        expect((await logOut(json.result.accessToken)).status).toBe(401);
      }
    }
  });

  it('racing the end of all sessions, a disabling or a deletion mint nothing that survives it', async () => {
    const enders = [
      (uuid: string) => service.request('DELETE', `/users/uuid/${uuid}/sessions`, { owner }),
      (uuid: string) => service.request('PATCH', `/users/uuid/${uuid}`, { json: { active: false }, owner }),
      (uuid: string) => service.request('DELETE', `/users/uuid/${uuid}`),
    ];
    for (const end of enders) {
      const user = await verifiedUser(service, owner);
      const answers = await atOnce(6, (index) => (index === 3 ? end(user.uuid) : refresh(user.refreshToken)));
      expect(answers[3]?.status).toBe(200);
      for (const answer of answers.filter(({ status }) => status !== 200)) expectCleanRefusal(answer, 'a refresh');
      for (const { json } of answers.filter(({ json: body }) => body.result?.refreshToken)) {
        expect((await refresh(json.result.refreshToken)).status).not.toBe(200);
      }
    }
  });

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
