import { randomUUID } from 'node:crypto';
import { createDataSource, migrate, Revocation } from '@portero/database';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase, SERVER_URL } from '../../testing/scratch-database';
import { secondsAfter, SystemClock } from '../clock';
import { AS_ONE_ENTRY } from './session-entry';
import { FEED_START, type RevocationCursor, RevocationFeed, type RevocationPage } from './revocation-feed.service';

const LATER = secondsAfter(new Date(), 3600);

describe('the revocation feed', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let feed: RevocationFeed;
  let ownerId = 0;

  const insert = (tokenId: string, owner = ownerId, expiresAt = LATER) =>
    [
      `INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
       VALUES ($1, $2, 'koko', $3, pg_current_xact_id()::text::bigint)`,
      [tokenId, owner, expiresAt],
    ] as const;

  async function revoke(count = 1, owner = ownerId): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const id of ids) {
      const [text, values] = insert(id, owner);
      await dataSource.query(text, [...values]);
    }
    return ids;
  }

  const tokensOf = (page: RevocationPage) =>
    page.revoked.map((each) => ('tokenId' in each ? each.tokenId : each.sessionId)).sort();

  /** Follows the feed to its end, as a reader does. */
  async function readAll(from: RevocationCursor): Promise<{ seen: string[]; cursor: RevocationCursor }> {
    const seen: string[] = [];
    for (let cursor = from; ;) {
      const page = await feed.since(ownerId, cursor);
      seen.push(...tokensOf(page));
      cursor = page.cursor;
      if (!page.more) return { seen: seen.sort(), cursor };
    }
  }

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = createDataSource(database.settings);
    await dataSource.initialize();
    await migrate(dataSource);
    feed = new RevocationFeed(dataSource, new SystemClock());
  });

  beforeEach(() => {
    ownerId += 2;
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('returns everything to a new reader, and then only what is new', async () => {
    const first = await revoke(2);
    const read = await readAll(FEED_START);
    expect(read.seen).toEqual(first.sort());
    expect((await readAll(read.cursor)).seen).toEqual([]);
    const second = await revoke();
    expect((await readAll(read.cursor)).seen).toEqual(second);
  });

  it('keeps the cursor while there is nothing new', async () => {
    await revoke();
    const { cursor } = await readAll(FEED_START);
    await revoke(3, ownerId + 1);
    expect((await feed.since(ownerId, cursor)).cursor).toEqual(cursor);
  });

  it('returns nothing about other owners or expired tokens', async () => {
    await revoke(1, ownerId + 1);
    const [text, values] = insert(randomUUID(), ownerId, secondsAfter(new Date(), -1));
    await dataSource.query(text, [...values]);
    expect((await readAll(FEED_START)).seen).toEqual([]);
  });

  it('is returned in pages without repetitions', { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 2300 }, () => ({
      tokenId: randomUUID(),
      ownerId,
      profile: 'koko',
      expiresAt: LATER,
      transaction: '7',
    }));
    await dataSource.getRepository(Revocation).insert(rows);
    const { seen } = await readAll(FEED_START);
    expect(seen).toEqual(rows.map(({ tokenId }) => tokenId).sort());
  });

  it('moves the entry of a session to where readers see it again, and keeps the later moments', async () => {
    const session = randomUUID();
    const end = (before: Date, expiresAt: Date) =>
      dataSource.query(
        `INSERT INTO revocations AS known (token_id, owner_id, profile, expires_at, transaction_id, ended_before)
         VALUES ($1, $2, 'koko', $3, pg_current_xact_id()::text::bigint, $4) ${AS_ONE_ENTRY}`,
        [session, ownerId, expiresAt, before],
      );
    const [one, two] = [new Date('2026-01-01T00:00:01.500Z'), new Date('2026-01-01T00:00:02.000Z')];
    await end(one, LATER);
    const first = await feed.since(ownerId, FEED_START);
    expect(first.revoked).toEqual([{ sessionId: session, endedBefore: one, expiresAt: LATER }]);
    await end(two, secondsAfter(LATER, -60));
    const second = await feed.since(ownerId, first.cursor);
    expect(second.revoked).toEqual([{ sessionId: session, endedBefore: two, expiresAt: LATER }]);
    await end(one, LATER);
    expect((await feed.since(ownerId, FEED_START)).revoked).toEqual(second.revoked);
  });

  it('lists the tokens of an ended session for readers of the first format', async () => {
    const [session, ...tokens] = Array.from({ length: 4 }, () => randomUUID());
    await dataSource.query(
      `INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id, ended_before, tokens)
       VALUES ($1, $2, 'koko', $3, 7, now(), $4)`,
      [session, ownerId, LATER, tokens.map((id) => `koko ${id}`)],
    );
    const { revoked } = await feed.since(ownerId, FEED_START, 'jti');
    const rest = { sessionId: session, profile: 'koko', expiresAt: LATER };
    expect(revoked).toEqual(tokens.sort().map((tokenId) => ({ tokenId, ...rest })));
  });

  it('starts again for a cursor from the future of this database', async () => {
    const [id] = await revoke();
    expect((await readAll({ seen: { xmax: 2n ** 62n, running: [] }, pass: null })).seen).toEqual([id]);
  });

  describe.skipIf(SERVER_URL === null)('with transactions that overlap', () => {
    it('misses no transaction that began earlier and commits later', async () => {
      const slow = new Client({ connectionString: (database.settings as { url: string }).url });
      await slow.connect();
      try {
        const late = randomUUID();
        await slow.query('BEGIN');
        const [text, values] = insert(late);
        await slow.query(text, [...values]);
        const early = await revoke(3);
        const first = await feed.since(ownerId, FEED_START);
        expect(tokensOf(first)).toEqual(early.sort());
        await slow.query('COMMIT');
        const { seen, cursor } = await readAll(first.cursor);
        expect(seen).toContain(late);
        expect((await readAll(cursor)).seen).toEqual([]);
      } finally {
        await slow.end();
      }
    });

    it('attack 37: omits nothing and repeats nothing while a long transaction runs', { timeout: 60_000 }, async () => {
      const slow = new Client({ connectionString: (database.settings as { url: string }).url });
      await slow.connect();
      try {
        await slow.query('BEGIN');
        await slow.query('SELECT pg_current_xact_id()');
        const count = 11_000;
        await dataSource.query(
          `INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
           SELECT gen_random_uuid(), $1, 'koko', $2, pg_current_xact_id()::text::bigint FROM generate_series(1, $3)`,
          [ownerId, LATER, count],
        );
        const [last] = await revoke();
        const { seen, cursor } = await readAll(FEED_START);
        expect([seen.length, new Set(seen).size]).toEqual([count + 1, count + 1]);
        expect(seen).toContain(last);
        const again = await feed.since(ownerId, cursor);
        expect([again.revoked, again.more, again.cursor]).toEqual([[], false, cursor]);
        const newer = await revoke(2);
        expect((await readAll(cursor)).seen).toEqual(newer.sort());
      } finally {
        await slow.end();
      }
    });
  });
});
