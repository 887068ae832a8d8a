import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registerOwner, registerUser, type TestOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';

const MINUTE = 60;
const DAY = 86_400;

describe('time in Auth100', () => {
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

  it('ends an access token after 600 s, and a refresh brings another', async () => {
    const user = await verifiedUser(service, owner);
    service.clock.advance(600);
    const late = await service.request('POST', '/auth/logout', { bearer: user.accessToken });
    expect([late.status, late.json.code]).toEqual([401, 'token_expired']);
    expect(late.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const { result } = (await refresh(user.refreshToken)).json;
    service.clock.advance(590);
    expect((await service.request('POST', '/auth/logout', { bearer: result.accessToken })).status).toBe(200);
  });

  it('ends a session that nobody refreshes', async () => {
    const user = await verifiedUser(service, owner);
    service.clock.advance(service.settings.sessions.idleSeconds + 1);
    const late = await refresh(user.refreshToken);
    expect([late.status, late.json.code]).toEqual([401, 'token_expired']);
  });

  it('ends a session at last, however often it is refreshed', async () => {
    const user = await verifiedUser(service, owner);
    const { idleSeconds, absoluteSeconds } = service.settings.sessions;
    let token = user.refreshToken;
    for (let passed = 0; passed + idleSeconds - DAY < absoluteSeconds; passed += idleSeconds - DAY) {
      const answer = await refresh(token);
      expect(answer.status).toBe(200);
      token = answer.json.result.refreshToken;
      service.clock.advance(idleSeconds - DAY);
    }
    service.clock.advance(idleSeconds - DAY);
    expect((await refresh(token)).json.code).toBe('token_expired');
  });

  it('ends a code after 15 minutes', async () => {
    const [early, late] = [await registerUser(service, owner), await registerUser(service, owner)];
    const verify = ({ uuid, verificationCode }: typeof early) =>
      service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
    service.clock.advance(15 * MINUTE - 30);
    expect((await verify(early)).status).toBe(200);
    service.clock.advance(31);
    const answer = await verify(late);
    expect([answer.status, answer.json.code]).toEqual([400, 'code_expired']);
  });
});
