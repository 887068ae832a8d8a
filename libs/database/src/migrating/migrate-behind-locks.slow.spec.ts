import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SERVER_URL } from '../../testing/scratch-database';
import {
  INDEXES,
  MigratedScratch,
  Songs1700000000001,
  YearIndex1700000000003,
  YEARS,
} from '../../testing/scratch-migrations';
import { migrate } from '../migrate';

class Titles1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE songs ADD title text');
  }

  async down(): Promise<void> {}
}

const scratch = new MigratedScratch();

describe.skipIf(SERVER_URL === null)('behind a transaction that does not end', () => {
  let other: Client;
  let traffic: Client;

  beforeEach(async () => {
    await migrate(await scratch.open([Songs1700000000001]));
    [other, traffic] = [await connect('reports'), await connect('requests')];
    await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await other.query('SELECT count(*) FROM songs');
  });

  async function connect(name: string): Promise<Client> {
    if (scratch.settings.kind !== 'server') throw new Error('needs a server');
    const client = new Client({ connectionString: scratch.settings.url, application_name: name });
    client.on('error', () => undefined);
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  }

  const waitsFor = (statement: string): Promise<number> =>
    vi.waitFor(
      async () => {
        const text = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`;
        const { rows } = await traffic.query<{ pid: number }>(text, [`${statement}%`]);
        return rows[0]?.pid ?? expect.unreachable('nothing waits');
      },
      { timeout: 30_000, interval: 20 },
    );

  it('a migration that waits for its lock lets traffic through after the time limit, and finally gets the lock', async () => {
    const migrating = migrate(await scratch.open([Songs1700000000001, Titles1700000000002]));
    await waitsFor('ALTER TABLE songs');
    // Queued behind the migration, it would get its answer only after the other transaction, which is still open.
    for (let reads = 0; reads < 3; reads += 1) await traffic.query('SELECT id FROM songs WHERE id = 1');
    await traffic.query('UPDATE songs SET year = 8 WHERE id = 1');
    await other.query('COMMIT');
    expect(await migrating).toEqual(['Titles1700000000002']);
    expect((await traffic.query('SELECT title FROM songs WHERE id = 1')).rows).toEqual([{ title: null }]);
  });

  it('a migration gives up after the wait, says whose transaction is open, and changes nothing', async () => {
    const dataSource = await scratch.open([Songs1700000000001, Titles1700000000002], { migrationWaitSeconds: 1 });
    await expect(migrate(dataSource)).rejects.toThrow(
      /^Migration Titles1700000000002 does not get the lock of a table within 1 s, and was rolled back\. The oldest open transaction is of process \d+ of the server \(reports, idle in transaction, since .+\)\. Let it finish, or end it/u,
    );
    expect((await traffic.query('SELECT * FROM songs WHERE id = 1')).fields.map(({ name }) => name)).toEqual([
      'id',
      'year',
    ]);
  });

  it('building an index waits longer than two seconds, and blocks no other statement', async () => {
    const migrating = migrate(
      await scratch.open([Songs1700000000001, YearIndex1700000000003], { migrationWaitSeconds: 1 }),
    );
    await waitsFor('CREATE INDEX CONCURRENTLY');
    await traffic.query('UPDATE songs SET year = 8 WHERE id = 1');
    await traffic.query('SELECT pg_sleep(2.5)');
    await other.query('COMMIT');
    expect(await migrating).toEqual(['YearIndex1700000000003']);
    expect((await traffic.query(INDEXES)).rows).toEqual([YEARS]);
  });

  it('an index whose build was killed is built again', async () => {
    const killed = migrate(await scratch.open([Songs1700000000001, YearIndex1700000000003]));
    const failure = expect(killed).rejects.toThrow();
    await traffic.query('SELECT pg_terminate_backend($1)', [await waitsFor('CREATE INDEX CONCURRENTLY')]);
    await failure;
    expect((await traffic.query(INDEXES)).rows).toEqual([{ ...YEARS, valid: false }]);
    await other.query('COMMIT');
    const again = await scratch.open([Songs1700000000001, YearIndex1700000000003]);
    expect(await migrate(again)).toEqual(['YearIndex1700000000003']);
    expect((await traffic.query(INDEXES)).rows).toEqual([YEARS]);
  });
});
