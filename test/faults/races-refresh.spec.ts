import { randomUUID } from 'node:crypto';
import { Owner, Queries, Session, User, WebhookEndpoint } from '@portero/database';
import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_URL } from '@libs/database/testing/scratch-database';
import { registerOwner } from '../support/accounts/auth100-accounts';
import { startService, type TestService } from '../support/service/service';
import {
  asking,
  type Credential,
  defaultCredential,
  type DialectSession,
  logInBy,
  TOKENS_IN,
} from '../support/tokens/back-end';
import { type Pair, REFRESHES } from '../support/tokens/refreshes';
import { type AnyAnswer, statuses } from './outcomes';

const SESSIONS = 12;
const DIALECTS = Object.keys(REFRESHES);

/** Simultaneous refreshes share statements and their transactions. Each must end as if it had come alone. */
describe('simultaneous refreshes', () => {
  let service: TestService;
  let owner: Credential;

  beforeAll(async () => {
    service = await startService({ SIMPLEJWT_ROTATE_REFRESH: 'true' });
    owner = await defaultCredential(service);
  });

  afterAll(() => service.stop());

  const refresh = (dialect: string, pair: Pair): Promise<AnyAnswer> => {
    const [path, sending] = REFRESHES[dialect]!(pair);
    return service.request('POST', path, sending);
  };

  const openSessions = (dialect: string, count = SESSIONS): Promise<DialectSession[]> =>
    Promise.all(Array.from({ length: count }, () => logInBy(service, dialect)));

  const pairsOf = (dialect: string, answers: readonly AnyAnswer[]): Pair[] =>
    answers.map(({ json }) => TOKENS_IN[dialect]!(json));

  /** Whose each access token is; `null` for one that is not accepted. */
  const holders = (pairs: readonly Pair[]): Promise<unknown[]> =>
    Promise.all(
      pairs.map(async ({ access }) => {
        const { json } = await asking(service, owner).introspect({ token: access });
        return json.active === true ? json.sub : null;
      }),
    );

  /** Runs refreshes of which at least some must share statements. */
  async function sharing<T>(refreshes: () => Promise<T>): Promise<T> {
    const sent: string[] = [];
    const end = service.app.get(Queries).observe((_text, name) => sent.push(name ?? ''));
    try {
      return await refreshes();
    } finally {
      end();
      expect(sent.filter((name) => /^issue-in-session.*-[248]$/u.test(name))).not.toEqual([]);
    }
  }

  /** How often a refresh of each user was recorded in the audit log, each with a request id of its own. */
  async function recorded(sessions: readonly DialectSession[]): Promise<unknown[]> {
    const rows = await service.dataSource.query<{ uuid: string; events: number }[]>(
      `SELECT u.uuid, count(DISTINCT a.request_id)::int AS events FROM audit_events a JOIN users u ON u.id = a.user_id
       WHERE a.event = 'refresh' AND a.outcome = 'ok' GROUP BY u.uuid`,
    );
    return sessions.map(({ userUuid }) => rows.find(({ uuid }) => uuid === userUuid)?.events ?? 0);
  }

  it.each(DIALECTS)('of %s give each user tokens of its own, again and again', async (dialect) => {
    const sessions = await openSessions(dialect);
    const users = sessions.map(({ userUuid }) => userUuid);
    let pairs: Pair[] = sessions;
    for (let round = 1; round <= 3; round += 1) {
      const answers = await sharing(() => Promise.all(pairs.map((pair) => refresh(dialect, pair))));
      expect(statuses(answers)).toEqual({ 200: SESSIONS });
      const old = pairs;
      pairs = pairsOf(dialect, answers);
      expect(await holders(pairs)).toEqual(users);
      const endsAccess = dialect === 'koko';
      expect(await holders(old)).toEqual(endsAccess ? users.map(() => null) : users);
      expect(await recorded(sessions)).toEqual(users.map(() => round));
    }
  });

  it.each(DIALECTS)('of %s accept a single-use token once', async (dialect) => {
    const sessions = await openSessions(dialect, 4);
    const twice = sessions.flatMap((session) => [session, session]);
    const answers = await sharing(() => Promise.all(twice.map((pair) => refresh(dialect, pair))));
    const won = sessions.map((_, index) =>
      answers.slice(index * 2, index * 2 + 2).filter(({ status }) => status === 200),
    );
    expect(won.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    expect(await recorded(sessions)).toEqual([1, 1, 1, 1]);
  });

  describe.skipIf(SERVER_URL === null).each(DIALECTS)('of %s', (dialect) => {
    /** Refreshes four sessions while other transactions hold what the second and the third need. @returns both answers */
    async function refreshedWhile(
      hold: (holder: QueryRunner, second: DialectSession, third: DialectSession) => Promise<void>,
    ): Promise<readonly [second: number, third: number]> {
      const [first, second, third, fourth] = await openSessions(dialect, 4);
      const holder = service.dataSource.createQueryRunner();
      await holder.startTransaction();
      await hold(holder, second!, third!);
      const all = [first!, second!, third!, fourth!];
      const waiting = await sharing(async () => {
        const [one, ...held] = all.map((pair) => refresh(dialect, pair));
        expect(statuses([await one!, await held.pop()!])).toEqual({ 200: 2 });
        expect(await recorded(all)).toEqual([1, 0, 0, 1]);
        return held;
      });
      await holder.commitTransaction();
      await holder.release();
      const [ofSecond, ofThird] = (await Promise.all(waiting)).map(({ status }) => status);
      expect(await recorded(all)).toEqual([1, ofSecond === 200 ? 1 : 0, 1, 1]);
      return [ofSecond!, ofThird!];
    }

    it('wait only for locks of their own session', async () => {
      const ofUser = 'WHERE user_id = (SELECT id FROM users WHERE uuid = $1)';
      const outcome = await refreshedWhile(async (holder, second, third) => {
        await holder.query(`UPDATE sessions SET ended_at = now() ${ofUser}`, [second.userUuid]);
        await holder.query(`UPDATE sessions SET profile = profile ${ofUser}`, [third.userUuid]);
      });
      expect(outcome).toEqual([401, 200]);
    });

    it('wait only for locks of their own webhooks', async () => {
      const outcome = await refreshedWhile(async (holder, ...sessions) => {
        const { dataSource } = service;
        const { id: ownerId } = await dataSource
          .getRepository(Owner)
          .findOneByOrFail({ uuid: (await registerOwner(service)).uuid });
        for (const { userUuid } of sessions) {
          const { id: userId } = await dataSource.getRepository(User).findOneByOrFail({ uuid: userUuid });
          await dataSource.getRepository(User).update(userId, { ownerId });
          await dataSource.getRepository(Session).update({ userId }, { ownerId });
        }
        const endpoint = {
          id: randomUUID(),
          ownerId,
          url: 'https://receiver.example',
          events: [],
          createdAt: new Date(),
        };
        await dataSource.getRepository(WebhookEndpoint).insert({ ...endpoint, sealed: Buffer.from('sealed') });
        await holder.query('DELETE FROM webhook_endpoints WHERE id = $1', [endpoint.id]);
      });
      expect(outcome).toEqual([200, 200]);
    });
  });
});
