import type { MigrationInterface, QueryRunner } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { migrate } from '../migrate';
import { buildIndexConcurrently, dropIndexConcurrently } from './concurrent-index';
import {
  INDEXES,
  MigratedScratch,
  Songs1700000000001,
  YearIndex1700000000003,
  YEARS,
} from '../../testing/scratch-migrations';

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

const scratch = new MigratedScratch();

describe('an index that is built beside traffic', () => {
  it('is there afterwards, and is dropped as well', async () => {
    const dataSource = await scratch.open([Songs1700000000001, YearIndex1700000000003]);
    await migrate(dataSource);
    expect(await dataSource.query(INDEXES)).toEqual([YEARS]);
    const runner = dataSource.createQueryRunner();
    for (let times = 1; times <= 2; times += 1) await new NoYearIndex1700000000005().up(runner);
    await runner.query('RESET lock_timeout');
    await runner.release();
    expect(await dataSource.query(INDEXES)).toEqual([]);
  });

  it('is kept by a repeated migration', async () => {
    const dataSource = await scratch.open([Songs1700000000001, YearIndex1700000000003]);
    await migrate(dataSource);
    const oid = `SELECT 'ix_songs_year'::regclass::oid AS oid`;
    const before = await dataSource.query(oid);
    // As if the process had been killed between the index and the note that the migration is done.
    await dataSource.query(`DELETE FROM migrations WHERE name = 'YearIndex1700000000003'`);
    expect(await migrate(dataSource)).toEqual(['YearIndex1700000000003']);
    expect(await dataSource.query(oid)).toEqual(before);
  });

  it('leaves nothing invalid where the rows refuse it', async () => {
    const dataSource = await scratch.open([Songs1700000000001, UniqueYear1700000000004]);
    await expect(migrate(dataSource)).rejects.toThrow('could not create unique index');
    expect(await dataSource.query(INDEXES)).toEqual([]);
    await dataSource.query('DELETE FROM songs WHERE id > 7');
    expect(await migrate(dataSource)).toEqual(['UniqueYear1700000000004']);
    expect(await dataSource.query(INDEXES)).toEqual([{ name: 'uq_songs_year', valid: true, unique: true }]);
  });
});
