import { createDataSource, migrate } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { RAISING_LOCK, raiseUserIds } from './raise-user-ids';

const RAISE = `SELECT ${raiseUserIds('(SELECT $1::varchar AS external_id)')}`;

let database: ScratchDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createScratchDatabase();
  dataSource = await createDataSource(database.settings).initialize();
  await migrate(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function lastId(): Promise<number> {
  const [row] = await dataSource.query<[{ last: number }]>('SELECT last_value::int AS last FROM users_id_seq');
  return row.last;
}

it('rise above an external id, and never fall', async () => {
  await dataSource.query(RAISE, ['4000']);
  const risen = await lastId();
  expect(risen).toBeGreaterThan(4000);
  for (const lower of ['4000', '12', 'a name', '9999999999', null]) await dataSource.query(RAISE, [lower]);
  expect(await lastId()).toBe(risen);
});

it.skipIf(SERVER_URL === null)('do not fall when two raise them at once', async () => {
  const first = dataSource.createQueryRunner();
  await first.startTransaction();
  await first.query(`SELECT pg_advisory_xact_lock(${RAISING_LOCK})`);
  const second = dataSource.query(RAISE, ['200000']);
  await vi.waitFor(async () => {
    const waiting = await dataSource.query<unknown[]>(
      "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    expect(waiting).toHaveLength(1);
  }, 20_000);
  await first.query("SELECT setval('users_id_seq', 501000)");
  await first.commitTransaction();
  await first.release();
  await second;
  expect(await lastId()).toBe(501_000);
});
