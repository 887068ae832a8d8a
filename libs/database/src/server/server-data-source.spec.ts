import { Client, Pool, type PoolClient } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { isDatabaseUnavailable } from '../database-errors';
import type { ServerDatabaseSettings } from '../database-settings';
import { migrate } from '../migrate';
import { MigrationWaitError } from '../migrating/migration-wait.error';
import { hostClient } from './host-client';
import { HostSelector } from './host-selector';
import { parseServerUrl } from './server-url';

const CLOSED = '127.0.0.1:1';
const LOCK = 'SELECT pg_advisory_lock(1349481332, 1)';

describe.skipIf(SERVER_URL === null)('a PostgreSQL server', () => {
  let database: ScratchDatabase;
  let settings: ServerDatabaseSettings;
  const closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    database = await createScratchDatabase();
    settings = database.settings as ServerDatabaseSettings;
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await database.drop();
  });

  async function open(changes: Partial<ServerDatabaseSettings> = {}): Promise<DataSource> {
    const dataSource = await createDataSource({ ...settings, ...changes })
      .setOptions({ migrations: [] })
      .initialize();
    closing.push(() => dataSource.destroy());
    return dataSource;
  }

  async function session(): Promise<Client> {
    const client = new Client(settings.url);
    await client.connect();
    closing.push(() => client.end());
    return client;
  }

  it('is found behind hosts that do not answer', async () => {
    const { username, password, host, pathname } = new URL(settings.url);
    const dataSource = await open({ url: `postgres://${username}:${password}@${CLOSED},${host}${pathname}` });
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('may close a connection while the pool verifies it, which ends no process', async () => {
    const killer = await session();
    const url = { ...parseServerUrl(settings.url), needsWritable: false };
    const kill = async (client: PoolClient) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await killer.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
    };
    const options = {
      ...url.client,
      Client: hostClient(new HostSelector(url)),
      verify: (client: PoolClient, done: (error: Error) => void) => {
        kill(client).then(() => {
          done(new Error('was closed'));
        }, done);
      },
    };
    const pool = new Pool(options);
    closing.push(() => pool.end());
    // An event without a listener would be an error of the whole test run.
    await expect(pool.connect()).rejects.toThrow('was closed');
  });

  it('is unavailable when no host takes writes', async () => {
    const client = await session();
    await client.query(
      `ALTER DATABASE ${new URL(settings.url).pathname.slice(1)} SET default_transaction_read_only = on`,
    );
    await expect(open({ url: `${settings.url}?target_session_attrs=read-write` })).rejects.toSatisfy(
      isDatabaseUnavailable,
    );
  });

  it('is unavailable when TLS fails, whatever the driver calls it', async () => {
    await expect(open({ url: `${settings.url}?sslmode=require` })).rejects.toSatisfy(isDatabaseUnavailable);
  });

  it.each(['prefer', 'allow'])('without TLS is used with sslmode=%s', async (mode) => {
    expect(await (await open({ url: `${settings.url}?sslmode=${mode}` })).query('SELECT 1 AS one')).toEqual([
      { one: 1 },
    ]);
  });

  it('says who migrates, and does not wait for ever', async () => {
    const client = await session();
    await client.query(LOCK);
    const dataSource = await open({ migrationWaitSeconds: 1 });
    const waiting = migrate(dataSource);
    await expect(waiting).rejects.toThrow(MigrationWaitError);
    await expect(waiting).rejects.toThrow(/process \d+ of the server/u);
  });

  it('migrates as soon as the other process is gone', async () => {
    const client = await session();
    await client.query(LOCK);
    const dataSource = await open();
    const waiting = migrate(dataSource);
    const connected = async () => {
      const [row] = await dataSource.query<{ n: number }[]>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'portero-migrations'",
      );
      return row?.n;
    };
    await expect.poll(connected).toBeGreaterThan(0);
    await client.query('SELECT pg_advisory_unlock_all()');
    expect(await waiting).toEqual([]);
  });

  it('sends no startup parameters to a pooler, and limits to the server itself', async () => {
    const dataSource = await open({ directUrl: settings.url });
    const limit = "SELECT current_setting('statement_timeout') AS value";
    expect(await dataSource.query(limit)).toEqual([{ value: '0' }]);
    expect(await migrate(dataSource)).toEqual([]);
  });
});
