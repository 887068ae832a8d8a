import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { GuardedDataSource } from '../guarded-data-source';

describe.skipIf(SERVER_URL !== null)('notices of the embedded database', { timeout: 120_000 }, () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = await createDataSource(database.settings).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const open = (heard: string[]) => {
    if (!(dataSource instanceof GuardedDataSource)) throw new TypeError('Not ours');
    return dataSource.openNoticeLine({
      heard: (channel, message) => heard.push(`${channel}: ${message}`),
      lost: () => undefined,
    });
  };

  it('do not disturb a running query: a LISTEN between its messages caused SQLSTATE 26000', async () => {
    const line = await open([]);
    const queries = Array.from({ length: 300 }, (_, number) => dataSource.query('SELECT $1::int AS n', [number]));
    const listening = Array.from({ length: 100 }, async (_, number) => {
      for (let turn = 0; turn < number; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await line.listen(`channel_${String.fromCharCode(97 + (number % 26))}`);
    });
    expect(
      (await Promise.allSettled([...queries, ...listening])).filter(({ status }) => status === 'rejected'),
    ).toEqual([]);
    await line.close();
  });

  it('are received on the requested channels until the line is closed', async () => {
    const heard: string[] = [];
    const line = await open(heard);
    await line.listen('one');
    await dataSource.query(`SELECT pg_notify('one', 'a'), pg_notify('two', 'b')`);
    await dataSource.query('SELECT 1');
    expect(heard).toEqual(['one: a']);
    await line.close();
    await dataSource.query(`SELECT pg_notify('one', 'c')`);
    expect(heard).toEqual(['one: a']);
  });
});
