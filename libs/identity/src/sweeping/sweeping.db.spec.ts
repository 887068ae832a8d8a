import { randomBytes, randomUUID } from 'node:crypto';
import {
  AuditEvent,
  ClientToken,
  CodeTry,
  IssuedToken,
  OneTimeCode,
  OneTimeLink,
  OutgoingMail,
  OwnerSecret,
  Revocation,
  Session,
} from '@portero/database';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExpiringRows } from '../../testing/expiring-rows';
import { readLastSweep } from './last-sweep';
import { deadSessions } from './dead-sessions';
import { outlivedTokens } from './outlived-tokens';

const HOUR = 3600;
const DAY = 24 * HOUR;
const LATER = 10 * DAY;

describe('the sweeper', () => {
  let rows: ExpiringRows;

  beforeAll(async () => {
    rows = await ExpiringRows.open();
  });

  beforeEach(() => rows.clear());

  afterAll(() => rows.close());

  it('records a complete run for the operator', async () => {
    await rows.addSession({ ended: -2 * DAY });
    await rows.replica().sweep();
    expect(await readLastSweep(rows.dataSource)).toEqual({
      at: rows.clock.now(),
      rows: 1,
      seconds: expect.any(Number),
    });
  });

  describe('on sessions', () => {
    it('deletes those that ended in any way a day ago, with their tokens, and no others', async () => {
      const dead = [{ ended: -DAY }, { idle: -DAY - 1 }, { absolute: -2 * DAY }, { ended: -DAY, idle: -DAY }];
      const alive = [{}, { ended: -DAY + 60 }, { idle: -HOUR }, { absolute: -HOUR }];
      for (const ends of dead) await rows.addToken(await rows.addSession(ends), 'refresh', null);
      const kept: string[] = [];
      for (const ends of alive) kept.push(await rows.addSession(ends));
      for (const id of kept) await rows.addToken(id, 'refresh', -LATER);
      expect((await rows.replica().sweep()).get('sessions')).toBe(dead.length);
      expect(await rows.sessions()).toEqual(kept.sort());
      expect(await rows.count(IssuedToken)).toBe(kept.length);
      expect(await rows.replica().sweep()).toEqual(new Map());
    });

    it('checks a refreshed one again only at its new end', async () => {
      const id = await rows.addSession({ idle: DAY, sweep: -2 * DAY });
      expect(await rows.replica().sweep(1)).toEqual(new Map());
      const { sweepAt } = await rows.dataSource.getRepository(Session).findOneByOrFail({ id });
      expect(sweepAt).toEqual(rows.at(DAY));
      expect(await rows.sessions()).toEqual([id]);
    });

    it('deletes a session with many tokens in batches', async () => {
      const id = await rows.addSession({ ended: -2 * DAY });
      const other = await rows.addSession({ idle: -2 * DAY });
      for (let each = 0; each < 25; each += 1) await rows.addToken(id, 'access', -DAY);
      await rows.addToken(other, 'access', null);
      const batch = deadSessions(DAY).begin(rows.clock.now());
      const left: number[] = [];
      for (let more = true; more;) {
        more = (await rows.transactions.run((manager) => batch(manager, 10))).more;
        left.push(await rows.count(IssuedToken));
      }
      expect(left.slice(0, 3)).toEqual([16, 6, 1]);
      expect([await rows.count(IssuedToken), await rows.sessions()]).toEqual([0, []]);
    });

    it('runs on one replica at a time, and deletes each row once', async () => {
      for (let each = 0; each < 30; each += 1)
        await rows.addToken(await rows.addSession({ ended: -2 * DAY }), 'refresh', null);
      const swept = await Promise.all(Array.from({ length: 4 }, () => rows.replica().sweep(4)));
      const total = swept.reduce((sum, kinds) => sum + (kinds.get('sessions') ?? 0), 0);
      expect(total + (await rows.count(Session))).toBe(30);
      await rows.replica().sweep();
      expect(await rows.count(Session)).toBe(0);
    });
  });

  describe('on tokens of open sessions', () => {
    it('deletes renewed access tokens that expired long ago, and nothing that a refresh may need', async () => {
      const session = await rows.addSession();
      const grant = randomUUID();
      const pair = [
        await rows.addToken(session, 'access', -5 * DAY, grant),
        await rows.addToken(session, 'refresh', -2 * DAY, grant),
      ];
      const kept = [
        ...pair,
        await rows.addToken(session, 'access', -HOUR),
        await rows.addToken(session, 'access', HOUR),
      ];
      kept.push(await rows.addToken(session, 'access', null), await rows.addToken(session, 'refresh', -5 * DAY));
      for (const days of [2, 3, 9]) await rows.addToken(session, 'access', -days * DAY);
      expect((await rows.replica().sweep()).get('access tokens')).toBe(3);
      const left = (await rows.dataSource.getRepository(IssuedToken).find()).map(({ id }) => id);
      expect(left.sort()).toEqual(kept.sort());
      expect(await rows.sessions()).toEqual([session]);
    });

    it('gets past tokens that are kept, however many there are, in bounded batches', async () => {
      const session = await rows.addSession();
      for (let each = 0; each < 12; each += 1) {
        const grant = randomUUID();
        await rows.addToken(session, 'access', -5 * DAY, grant);
        await rows.addToken(session, 'refresh', null, grant);
      }
      for (let each = 0; each < 7; each += 1) await rows.addToken(session, 'access', -4 * DAY);
      const batch = outlivedTokens(DAY).begin(rows.clock.now());
      const deleted: number[] = [];
      for (let more = true; more;) {
        const done = await rows.transactions.run((manager) => batch(manager, 5));
        more = done.more;
        deleted.push(done.deleted);
      }
      expect(deleted).toEqual([0, 0, 3, 4]);
      expect(await rows.count(IssuedToken)).toBe(24);
    });
  });

  it('deletes the stored answer for a retry of a refresh after 10 s, and keeps the tokens', async () => {
    const session = await rows.addSession();
    const tokens = rows.dataSource.getRepository(IssuedToken);
    for (const usedAt of [-11, -10, -1]) {
      const id = await rows.addToken(session, 'refresh', null);
      await tokens.update({ id }, { usedAt: rows.at(usedAt), successor: randomBytes(40) });
    }
    expect([...(await rows.replica().sweep())]).toEqual([['refresh answers', 1]]);
    const left = (await tokens.find({ order: { usedAt: 'ASC' } })).map(({ successor }) => successor !== null);
    expect(left).toEqual([false, true, true]);
  });

  it('deletes expired codes, tries, links, old secrets, mails put aside and audit events', async () => {
    const { ownerId, userId } = rows;
    const account = { ownerId, userId };
    const code = { ...account, hmac: randomBytes(32), createdAt: rows.at(-LATER), tries: 0 };
    const link = { ...account, createdAt: rows.at(-LATER) };
    const mail = { sealed: randomBytes(9), nextAttemptAt: rows.at(DAY) };
    const event = { ownerId, event: 'login', outcome: 'ok', actor: 'client' };
    const token = { ownerId, issuedAt: rows.at(-LATER), endedAt: null };
    const revocation = { ownerId, profile: 'auth100', transaction: '1' };
    const secret = { ownerId, createdAt: rows.at(-LATER) };
    const pairs: readonly (readonly [EntityTarget<ObjectLiteral>, object, object])[] = [
      [
        OneTimeCode,
        { ...code, id: randomUUID(), purpose: 'a', expiresAt: rows.at(-DAY) },
        { ...code, id: randomUUID(), purpose: 'b', expiresAt: rows.at(-HOUR) },
      ],
      [
        CodeTry,
        { ...account, id: randomUUID(), triedAt: rows.at(-26 * HOUR) },
        { ...account, id: randomUUID(), triedAt: rows.at(-HOUR) },
      ],
      [
        OneTimeLink,
        { ...link, id: randomUUID(), hash: randomBytes(32), purpose: 'a', expiresAt: rows.at(-DAY) },
        { ...link, id: randomUUID(), hash: randomBytes(32), purpose: 'b', expiresAt: rows.at(-HOUR) },
      ],
      [
        OwnerSecret,
        { ...secret, hash: randomBytes(32), expiresAt: rows.at(-DAY) },
        { ...secret, hash: randomBytes(32), expiresAt: null },
      ],
      [
        OutgoingMail,
        { ...mail, id: randomUUID(), attempts: 1, createdAt: rows.at(-8 * DAY) },
        { ...mail, id: randomUUID(), attempts: 0, createdAt: rows.at(-8 * DAY) },
      ],
      [
        ClientToken,
        { ...token, id: randomUUID(), expiresAt: rows.at(-DAY) },
        { ...token, id: randomUUID(), expiresAt: rows.at(-HOUR) },
      ],
      [
        Revocation,
        { ...revocation, tokenId: randomUUID(), expiresAt: rows.at(-DAY) },
        { ...revocation, tokenId: randomUUID(), expiresAt: rows.at(-HOUR) },
      ],
      [AuditEvent, { ...event, at: rows.at(-31 * DAY) }, { ...event, at: rows.at(-29 * DAY) }],
    ];
    for (const [entity, over, standing] of pairs) await rows.dataSource.getRepository(entity).insert([over, standing]);
    const swept = await rows.replica().sweep();
    expect([...swept].sort()).toEqual(
      ['audit events', 'client tokens', 'code tries', 'codes', 'links', 'mails', 'owner secrets', 'revocations'].map(
        (name) => [name, 1],
      ),
    );
    expect(await Promise.all(pairs.map(([entity]) => rows.count(entity)))).toEqual(pairs.map(() => 1));
    expect(await rows.dataSource.getRepository(AuditEvent).findOneByOrFail({ ownerId })).toMatchObject({
      at: rows.at(-29 * DAY),
    });
  });
});
