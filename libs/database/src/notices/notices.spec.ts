import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import type { DataSource } from 'typeorm';
import { announce, Notices } from './notices.service';

let database: ScratchDatabase;
let dataSource: DataSource;
let notices: Notices;

beforeEach(async () => {
  database = await createScratchDatabase();
  dataSource = createDataSource(database.settings);
  await dataSource.initialize();
  notices = new Notices(dataSource);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await notices.beforeApplicationShutdown();
  await dataSource.destroy();
  await database.drop();
});

/** The server process of each connection that listens in this database. */
async function listeners(): Promise<readonly number[]> {
  const rows = await dataSource.query<{ pid: number }[]>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`,
  );
  return rows.map(({ pid }) => pid);
}

it.skipIf(SERVER_URL === null)(
  'lose their connection, look for changes meanwhile, and say that it is back and hear again',
  async () => {
    const [warned, said] = [vi.spyOn(Logger.prototype, 'warn'), vi.spyOn(Logger.prototype, 'log')];
    const heard: (string | null)[] = [];
    notices.subscribe('one', (message) => heard.push(message));
    notices.subscribe('two', () => undefined);
    await vi.waitFor(async () => expect(await listeners()).toHaveLength(1), 30_000);
    await vi.waitFor(async () => {
      await announce(dataSource.manager, 'one', 'before');
      expect(heard).toContain('before');
    }, 30_000);
    const [pid] = await listeners();

    await dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith('The connection that hears of changes is back'), 20_000);
    await vi.waitFor(async () => {
      await announce(dataSource.manager, 'one', 'after');
      expect(heard).toContain('after');
    }, 30_000);

    // Listeners are called to poll, because notifications from meanwhile are not repeated.
    expect(heard.indexOf(null)).toBeLessThan(heard.indexOf('after'));
    expect(heard).toContain(null);
    expect(warned.mock.calls).toEqual([['Lost the connection that hears of changes; looking for them meanwhile']]);
    expect(said).toHaveBeenCalledTimes(1);
    expect(await listeners()).not.toContain(pid);
  },
);
