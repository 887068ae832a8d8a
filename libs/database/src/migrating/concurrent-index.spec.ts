import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { migrate } from '../migrate';
import { buildIndexConcurrently, dropIndexConcurrently } from './concurrent-index';

class Songs1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE songs AS SELECT id, id % 7 AS year FROM generate_series(1, 500) AS id');
  }

  async down(): Promise<void> {}
}

class YearIndex1700000000003 implements MigrationInterface {
  readonly transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const where = 'year > 0';
    await buildIndexConcurrently(runner, { name: 'ix_songs_year', table: 'songs', on: '"year", "id" DESC', where });
  }

  async down(): Promise<void> {}
}

class UniqueYear1700000000004 implements MigrationInterface {
  readonly transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexConcurrently(runner, { name: 'uq_songs_year', table: 'songs', on: '"year"', unique: true });
  }

  async down(): Promise<void> {}
}

class NoYearIndex1700000000005 implements MigrationInterface {
  readonly transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await dropIndexConcurrently(runner, 'ix_songs_year');
  }

  async down(): Promise<void> {}
}

const INDEXES = `SELECT c.relname AS name, i.indisvalid AS valid, i.indisunique AS unique
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'songs'::regclass`;
const YEARS = { name: 'ix_songs_year', valid: true, unique: false };

let database: ScratchDatabase;
const opened: DataSource[] = [];

beforeEach(async () => {
  database = await createScratchDatabase();
});
afterEach(async () => {
  for (const dataSource of opened.splice(0)) await dataSource.destroy();
  await database.drop();
});

async function open(...migrations: (new () => MigrationInterface)[]): Promise<DataSource> {
  const dataSource = await createDataSource(database.settings).setOptions({ migrations }).initialize();
  opened.push(dataSource);
  return dataSource;
}

describe('an index that is built beside traffic', () => {
  it('is there afterwards, and is dropped as well', async () => {
    const dataSource = await open(Songs1700000000001, YearIndex1700000000003);
    await migrate(dataSource);
    expect(await dataSource.query(INDEXES)).toEqual([YEARS]);
    const runner = dataSource.createQueryRunner();
    for (let times = 1; times <= 2; times += 1) await new NoYearIndex1700000000005().up(runner);
    await runner.query('RESET lock_timeout');
    await runner.release();
    expect(await dataSource.query(INDEXES)).toEqual([]);
  });

  it('is kept by a repeated migration', async () => {
    const dataSource = await open(Songs1700000000001, YearIndex1700000000003);
    await migrate(dataSource);
    const oid = `SELECT 'ix_songs_year'::regclass::oid AS oid`;
    const before = await dataSource.query(oid);
    // As if the process had been killed between the index and the note that the migration is done.
    await dataSource.query(`DELETE FROM migrations WHERE name = 'YearIndex1700000000003'`);
    expect(await migrate(dataSource)).toEqual(['YearIndex1700000000003']);
    expect(await dataSource.query(oid)).toEqual(before);
  });

  it('leaves nothing invalid where the rows refuse it', async () => {
    const dataSource = await open(Songs1700000000001, UniqueYear1700000000004);
    await expect(migrate(dataSource)).rejects.toThrow('could not create unique index');
    expect(await dataSource.query(INDEXES)).toEqual([]);
    await dataSource.query('DELETE FROM songs WHERE id > 7');
    expect(await migrate(dataSource)).toEqual(['UniqueYear1700000000004']);
    expect(await dataSource.query(INDEXES)).toEqual([{ name: 'uq_songs_year', valid: true, unique: true }]);
  });
});
