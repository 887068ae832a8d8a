import { IssuedToken } from '@portero/database';
import { Sweeper } from '@portero/identity';
import { IsNull, Not } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AnyAnswer, atOnce, statuses } from '../faults/outcomes';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { EVERY_DIALECT } from '../support/dialects/every-dialect';
import { callerFrom, freshAddress } from '../support/http/callers';
import { startService, type TestService } from '../support/service/service';
import {
  asking,
  type Credential,
  defaultCredential,
  DIALECT_NAMES,
  type DialectSession,
  logInBy,
  TOKENS_IN,
} from '../support/tokens/back-end';
import { type Pair, REFRESHES } from '../support/tokens/refreshes';

/** The others renew with a token that goes on working, or have nothing to renew. */
const RENEWS = DIALECT_NAMES.filter((name) => !(name in REFRESHES));

describe('with REFRESH_RETRY=repeat', () => {
  let service: TestService;
  let owner: Credential;

  beforeAll(async () => {
    service = await startService({
      REFRESH_RETRY: 'repeat',
      SIMPLEJWT_ROTATE_REFRESH: 'true',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    owner = await defaultCredential(service);
  });

  afterEach(() => {
    service.clock.reset();
  });

  afterAll(async () => {
    await service.stop();
  });

  const kept = () => service.dataSource.getRepository(IssuedToken).findBy({ successor: Not(IsNull()) });

  describe.each(Object.keys(REFRESHES))('a refresh of %s', (dialect) => {
    const home = freshAddress();
    const pairOf = ({ json }: AnyAnswer): Pair => TOKENS_IN[dialect]!(json);
    const refresh = (pair: Pair, from = home): Promise<AnyAnswer> => {
      const [path, sending] = REFRESHES[dialect]!(pair);
      return callerFrom(service, from)('POST', path, sending);
    };
    const isLive = async (token: string | null): Promise<boolean> =>
      (await asking(service, owner).introspect({ token: token! })).json.active;

    async function refreshed(): Promise<{ first: DialectSession; answer: AnyAnswer; second: Pair }> {
      const first = await logInBy(service, dialect);
      const answer = await refresh(first);
      expect(answer.status, answer.text).toBe(200);
      return { first, answer, second: pairOf(answer) };
    }

    it('answers each retry within 10 s with the very same text, and the new pair works', async () => {
      const { first, answer, second } = await refreshed();
      for (const seconds of [0, 4, 5]) {
        service.clock.advance(seconds);
        const again = await refresh(first);
        expect([again.status, again.text]).toEqual([200, answer.text]);
      }
      expect([await isLive(second.access), await isLive(second.refresh)]).toEqual([true, true]);
      expect((await refresh(second)).status).toBe(200);
    });

    it('gives one successor to 20 retries at once', async () => {
      const first = await logInBy(service, dialect);
      const answers = await atOnce(20, () => refresh(first));
      expect(statuses(answers)).toEqual({ 200: 20 });
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('treats a retry after 10 s as a stolen token', async () => {
      const { first, second } = await refreshed();
      service.clock.advance(11);
      expect((await refresh(first)).status).toBe(401);
      expect([await isLive(second.access), await isLive(second.refresh)]).toEqual([false, false]);
    });

    it('treats a retry from another network as a stolen token', async () => {
      const { first, second } = await refreshed();
      expect((await refresh(first, freshAddress())).status).toBe(401);
      expect(await isLive(second.refresh)).toBe(false);
    });

    it('refuses a retry once the new pair was used, and ends nothing', async () => {
      const { first, second } = await refreshed();
      const third = pairOf(await refresh(second));
      expect((await refresh(first)).status).toBe(401);
      expect(await isLive(third.refresh)).toBe(true);
    });

    it.each([
      ['a log-out', ({ second }: { second: Pair }) => asking(service, owner).revoke({ token: second.access })],
      [
        'the end of all sessions',
        ({ first }: { first: DialectSession }) =>
          service.request('DELETE', `/users/uuid/${first.userUuid}/sessions`, { owner }),
      ],
      [
        'a disabling',
        ({ first }: { first: DialectSession }) =>
          service.request('PATCH', `/users/uuid/${first.userUuid}`, { owner, json: { active: false } }),
      ],
      ['a changed password', ({ first }: { first: DialectSession }) => changePassword(first)],
    ])('answers no retry after %s', async (_event, end) => {
      const state = await refreshed();
      expect((await end(state)).status).toBe(200);
      const again = await refresh(state.first);
      expect(again.status).not.toBe(200);
      expect(again.text).not.toContain(state.second.refresh);
      expect(await isLive(state.second.refresh)).toBe(false);
    });

    it('keeps no token in clear, and what it keeps is gone when the window is over', async () => {
      const { answer, second } = await refreshed();
      const rows = await kept();
      expect(rows.length).toBeGreaterThan(0);
      const stored = rows.map(({ successor }) => successor!.toString('latin1')).join();
      for (const token of [second.access, second.refresh!]) expect(stored).not.toContain(token.slice(0, 12));
      expect(answer.status).toBe(200);
      // The tests before this one moved the clock, too.
      service.clock.advance(60);
      await service.app.get(Sweeper).sweep();
      expect(await kept()).toEqual([]);
    });
  });

  it.each(RENEWS)('changes nothing for %s, where the token that was sent goes on working', async (dialect) => {
    const under = EVERY_DIALECT.find(({ name }) => name === dialect)!;
    const session = await logInBy(service, dialect);
    const shape = { bookker: { token: session.access }, shoop: { key: session.access } }[dialect];
    for (let tries = 0; tries < 2; tries += 1) expect((await under.useSession(service, shape)).status).toBe(200);
  });

  async function changePassword({ email }: DialectSession): Promise<AnyAnswer> {
    const name = { email, ownerUuid: owner.uuid };
    const asked = await service.request('POST', '/users/request-change-password', { json: name });
    const { verificationCodePassword } = asked.json.result;
    const json = { ...name, verificationCodePassword, password: `${STRONG_PASSWORD}-2` };
    return service.request('PUT', '/users/change-password', { json });
  }
});
