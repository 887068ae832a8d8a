import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  asking,
  type Credential,
  defaultCredential,
  type DialectSession,
  logInBy,
  TOKENS_IN,
} from '../support/tokens/back-end';
import type { Answer, LooseJson } from '../support/http/http-client';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { startService, type TestService } from '../support/service/service';
import { type AnyAnswer, atOnce, statuses } from './outcomes';

type Pair = Pick<DialectSession, 'access' | 'refresh'>;

/** How each dialect that rotates is asked for the next pair. SimpleJWT does so when it is told to. */
const ROTATES: Readonly<Record<string, (service: TestService, pair: Pair) => Promise<Answer<LooseJson>>>> = {
  auth100: (service, { refresh }) => service.request('POST', '/auth/refresh', { json: { refreshToken: refresh } }),
  koko: (service, { access, refresh }) =>
    service.request('POST', '/api/token', { bearer: access, json: { refresh_token: refresh } }),
  simplejwt: (service, { refresh }) => service.request('POST', '/api/token/refresh/', { json: { refresh } }),
};

/** The log-outs of those that have one; the others are ended by their owner. */
const LOG_OUTS: Readonly<Record<string, string>> = { auth100: '/auth/logout', koko: '/api/oauth/logout' };

let service: TestService;
let owner: Credential;

beforeAll(async () => {
  service = await startService({ SIMPLEJWT_ROTATE_REFRESH: 'true' });
  owner = await defaultCredential(service);
});

afterAll(async () => {
  await service.stop();
});

afterEach(() => {
  service.clock.reset();
});

describe.each(Object.keys(ROTATES))('a refresh token of %s', (dialect) => {
  const rotate = (pair: Pair) => ROTATES[dialect]!(service, pair);
  const pairOf = ({ json }: AnyAnswer): Pair => TOKENS_IN[dialect]!(json);
  const isLive = async (token: string | null): Promise<boolean> =>
    (await asking(service, owner).introspect({ token: token! })).json.active;
  const logOut = ({ access }: Pair): Promise<AnyAnswer> => {
    const path = LOG_OUTS[dialect];
    if (path !== undefined) return service.request('POST', path, { bearer: access });
    return asking(service, owner).revoke({ token: access });
  };

  async function next(pair: Pair): Promise<Pair> {
    const answer = await rotate(pair);
    expect(answer.status, answer.text).toBe(200);
    return pairOf(answer);
  }

  /** Whatever of it all was answered with tokens, they are worth nothing. */
  async function expectNothingSurvives(answers: readonly AnyAnswer[]): Promise<void> {
    for (const answer of answers) expect([200, 401]).toContain(answer.status);
    for (const pair of answers.filter(({ status }) => status === 200).map(pairOf)) {
      expect([await isLive(pair.access), await isLive(pair.refresh)]).toEqual([false, false]);
      expect((await rotate(pair)).status).toBe(401);
    }
  }

  it('attack 8: works once: of 20 who send it at once, one gets tokens, and the session lives on', async () => {
    const session = await logInBy(service, dialect);
    const answers = await atOnce(20, () => rotate(session));
    expect(statuses(answers)).toEqual({ 200: 1, 401: 19 });
    await next(pairOf(answers.find(({ status }) => status === 200)!));
  });

  it('attack 9: rotated twice within one second is three different ones, of which only the last works', async () => {
    const first = await logInBy(service, dialect);
    const second = await next(first);
    const third = await next(second);
    expect(new Set([first.refresh, second.refresh, third.refresh]).size).toBe(3);
    for (const old of [first, second]) {
      expect((await rotate(old)).status).toBe(401);
      expect(await isLive(old.refresh)).toBe(false);
    }
    await next(third);
  });

  it('attack 12: that comes back within 10 s is refused and ends nothing', async () => {
    const first = await logInBy(service, dialect);
    const second = await next(first);
    service.clock.advance(8);
    expect((await rotate(first)).status).toBe(401);
    expect(await isLive(second.access)).toBe(true);
    await next(second);
  });

  it('attack 12: that comes back after 10 s ends everything of that log-in, and nothing of another', async () => {
    const first = await logInBy(service, dialect);
    const elsewhere = await logInBy(service, dialect, { email: first.email, password: STRONG_PASSWORD });
    const second = await next(first);
    const third = await next(second);
    service.clock.advance(11);
    expect((await rotate(first)).status).toBe(401);
    for (const token of [first, second, third].flatMap(({ access, refresh }) => [access, refresh]))
      expect(await isLive(token)).toBe(false);
    expect((await rotate(third)).status).toBe(401);
    await next(elsewhere);
  });

  it('attack 11: racing a log-out issues no token that survives it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const session = await logInBy(service, dialect);
      const answers = await atOnce(6, (index) => (index === round % 6 ? logOut(session) : rotate(session)));
      const [ended] = answers.splice(round % 6, 1);
      // Where a refresh ends the access token, the log-out may come too late, and says so.
      expect(dialect === 'koko' ? [200, 401] : [200]).toContain(ended?.status);
      if (ended?.status === 200) await expectNothingSurvives(answers);
    }
  });

  it.each([
    ['the end of all sessions', 'DELETE', (uuid: string) => `/users/uuid/${uuid}/sessions`, undefined],
    ['a disabling', 'PATCH', (uuid: string) => `/users/uuid/${uuid}`, { active: false }],
    ['a deletion', 'DELETE', (uuid: string) => `/users/uuid/${uuid}`, undefined],
  ] as const)('attack 11: racing %s mints nothing that survives it', async (_title, method, path, json) => {
    const session = await logInBy(service, dialect);
    const end = () => service.request(method, path(session.userUuid), { owner, ...(json && { json }) });
    const answers = await atOnce(6, (index) => (index === 3 ? end() : rotate(session)));
    const [ended] = answers.splice(3, 1);
    expect(ended?.status).toBe(200);
    await expectNothingSurvives(answers.filter(({ status }) => status !== 403));
  });
});
