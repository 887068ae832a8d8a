import { expect, it } from 'vitest';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SERVER_URL } from '../testing/scratch-database';
import { MigratedScratch } from '../testing/scratch-migrations';
import { migrate } from './migrate';

class Songs1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE songs (id int PRIMARY KEY)');
    await runner.query('SELECT pg_sleep(0.3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE songs');
  }
}

class Broken1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE halves (id int PRIMARY KEY)');
    await runner.query('SELECT 1/0');
  }

  async down(): Promise<void> {}
}

class Limit1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE limits AS SELECT current_setting('statement_timeout') AS value`);
  }

  async down(): Promise<void> {}
}

const scratch = new MigratedScratch();

it('runs what is pending, once, and names it', async () => {
  const dataSource = await scratch.open([Songs1700000000001]);
  expect(await migrate(dataSource)).toEqual(['Songs1700000000001']);
  expect(await migrate(dataSource)).toEqual([]);
  expect(await dataSource.query('SELECT * FROM songs')).toEqual([]);
});

it('can be undone and done again', async () => {
  const dataSource = await scratch.open([Songs1700000000001]);
  await migrate(dataSource);
  await dataSource.undoLastMigration();
  expect(await migrate(dataSource)).toEqual(['Songs1700000000001']);
});

it('rolls a failing migration back, keeps the ones before it and frees the lock', async () => {
  const dataSource = await scratch.open([Songs1700000000001, Broken1700000000002]);
  for (let attempt = 1; attempt <= 2; attempt += 1)
    await expect(migrate(dataSource)).rejects.toThrow('division by zero');
  const tables = `SELECT to_regclass('songs')::text AS first, to_regclass('halves')::text AS second`;
  expect(await dataSource.query(tables)).toEqual([{ first: 'songs', second: null }]);
});

it('lets one of several callers in the same process do the work', async () => {
  const dataSource = await scratch.open([Songs1700000000001]);
  const done = await Promise.all([migrate(dataSource), migrate(dataSource), migrate(dataSource)]);
  expect(done.flat()).toEqual(['Songs1700000000001']);
});

it.skipIf(SERVER_URL === null)('lets one of several replicas do the work', async () => {
  const replicas = await Promise.all([1, 2, 3].map(() => scratch.open([Songs1700000000001])));
  const done = await Promise.all(replicas.map((replica) => migrate(replica)));
  expect(done.flat()).toEqual(['Songs1700000000001']);
});

it.skipIf(SERVER_URL === null)('has no time limit, unlike ordinary statements afterwards', async () => {
  const dataSource = await scratch.open([Limit1700000000003]);
  await migrate(dataSource);
  const limits = `SELECT value AS during, current_setting('statement_timeout') AS after FROM limits`;
  expect(await dataSource.query(limits)).toEqual([{ during: '0', after: '10s' }]);
});
