import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManageUser } from '@portero/identity';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import type { Answer } from '../support/http/http-client';
import { plantUser } from '../support/accounts/planted-accounts';
import { readToken } from '../support/replay/value-kinds';
import { sharedService, type TestService } from '../support/service/service';

const NOT_LOGGED_IN = '{"success":0,"message":"No estás logueado","data":null}';
const HOUR = 3600;
const YEAR = 366 * 24 * HOUR;

/** The `data` of a log-in. */
interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe('a session in Koko', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  afterEach(() => {
    service.clock.reset();
  });

  async function logIn(fields: Parameters<typeof plantUser>[1] = {}): Promise<Pair & { readonly userId: number }> {
    const { email, id } = await plantUser(service, fields);
    const { json, text } = await service.request('POST', '/api/login', { json: { email, password: PASSWORD } });
    if (json.success !== 1) throw new Error(`Not logged in: ${text}`);
    return { ...(json.data as Pair), userId: id };
  }

  function refresh({ access_token: bearer, refresh_token }: Pair) {
    return service.request('POST', '/api/token', { bearer, json: { refresh_token } });
  }

  function logOut({ access_token: bearer }: Pair) {
    return service.request('POST', '/api/oauth/logout', { bearer });
  }

  async function expectNotLoggedIn(answer: Promise<Answer>): Promise<void> {
    const { status, text } = await answer;
    expect(text).toBe(NOT_LOGGED_IN);
    expect(status).toBe(401);
  }

  it('begins with tokens as Passport makes them', async () => {
    const { access_token, refresh_token, userId } = await logIn({ roleId: 2 });
    const { header, claims } = readToken(access_token)!;
    expect(JSON.parse(header)).toEqual({ typ: 'JWT', alg: 'RS256', kid: expect.any(String) });
    expect(Object.keys(claims)).toEqual(['aud', 'jti', 'iat', 'nbf', 'exp', 'sub', 'scopes']);
    const iat = Number(claims['iat']);
    expect(claims).toMatchObject({ aud: '1', sub: String(userId), scopes: [], nbf: iat });
    expect(claims['jti']).toMatch(/^[0-9a-f]{80}$/u);
    expect(refresh_token).toMatch(/^def50200[0-9a-f]{80}$/u);
  });

  it('returns the role of the user', async () => {
    const { email } = await plantUser(service, { roleId: 5 });
    const { json } = await service.request('POST', '/api/login', {
      form: { email: ` ${email.toUpperCase()} `, password: PASSWORD },
    });
    expect(json.data.user_type).toBe(5);
  });

  it('ends with its log-out, once, and for both tokens', async () => {
    const pair = await logIn();
    expect((await logOut(pair)).text).toBe('{"success":1,"message":"Sesión cerrada correctamente","data":null}');
    await expectNotLoggedIn(logOut(pair));
    await expectNotLoggedIn(refresh(pair));
  });

  it('is logged out of once, however many try at the same time', async () => {
    const pair = await logIn();
    const answers = await Promise.all(Array.from({ length: 5 }, () => logOut(pair)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  it('continues with a new pair, and the old one ends', async () => {
    const first = await logIn();
    const { json } = await refresh(first);
    expect(Object.keys(json.data)).toEqual(['token_type', 'expires_in', 'access_token', 'refresh_token', 'user_type']);
    await expectNotLoggedIn(logOut(first));
    expect((await logOut(json.data)).status).toBe(200);
  });

  it('can be refreshed when the access token has expired, for as long as an idle session lives', async () => {
    const pair = await logIn();
    service.clock.advance(YEAR + HOUR);
    await expectNotLoggedIn(logOut(pair));
    expect((await refresh(pair)).status).toBe(200);
    const idle = await logIn();
    service.clock.advance(YEAR + service.settings.sessions.idleSeconds + HOUR);
    await expectNotLoggedIn(refresh(idle));
  });

  it('can be refreshed year after year', async () => {
    let pair: Pair = await logIn();
    for (let year = 0; year < 9; year += 1) {
      service.clock.advance(YEAR);
      const { json } = await refresh(pair);
      expect([31_536_000, 31_622_400]).toContain(json.data.expires_in);
      pair = json.data;
    }
  });

  it('takes only the two tokens that belong together', async () => {
    const [one, other] = [await logIn(), await logIn()];
    await expectNotLoggedIn(refresh({ access_token: other.access_token, refresh_token: one.refresh_token }));
    const { json } = await refresh(one);
    await expectNotLoggedIn(refresh({ access_token: one.access_token, refresh_token: json.data.refresh_token }));
    expect((await refresh(json.data)).status).toBe(200);
    expect((await logOut(other)).status).toBe(200);
  });

  it('ends when the user is disabled', async () => {
    const pair = await logIn();
    await service.app.get(ManageUser).update({ id: pair.userId }, { active: false });
    await expectNotLoggedIn(logOut(pair));
    await expectNotLoggedIn(refresh(pair));
  });
});
