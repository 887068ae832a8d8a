import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach } from 'vitest';
import { createDataSource } from '../src/data-source';
import type { DatabaseSettings } from '../src/database-settings';
import { buildIndexConcurrently } from '../src/migrating/concurrent-index';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database';

/** 500 rows. */
export class Songs1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE songs AS SELECT id, id % 7 AS year FROM generate_series(1, 500) AS id');
  }

  async down(): Promise<void> {}
}

export class YearIndex1700000000003 implements MigrationInterface {
  readonly transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const where = 'year > 0';
    await buildIndexConcurrently(runner, { name: 'ix_songs_year', table: 'songs', on: '"year", "id" DESC', where });
  }

  async down(): Promise<void> {}
}

/** The indexes of the songs, and the one of {@link YearIndex1700000000003} among them. */
export const INDEXES = `SELECT c.relname AS name, i.indisvalid AS valid, i.indisunique AS unique
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'songs'::regclass`;
export const YEARS = { name: 'ix_songs_year', valid: true, unique: false };

/** An empty database for each test of a file, which data sources with migrations of the test's choice open. */
export class MigratedScratch {
  private database: ScratchDatabase;
  private readonly opened: DataSource[] = [];

  constructor() {
    beforeEach(async () => {
      this.database = await createScratchDatabase();
    });
    afterEach(async () => {
      for (const dataSource of this.opened.splice(0)) await dataSource.destroy();
      await this.database.drop();
    });
  }

  get settings(): DatabaseSettings {
    return this.database.settings;
  }

  async open(migrations: (new () => MigrationInterface)[], more: Partial<DatabaseSettings> = {}): Promise<DataSource> {
    const settings = { ...this.settings, ...more } as DatabaseSettings;
    const dataSource = await createDataSource(settings).setOptions({ migrations }).initialize();
    this.opened.push(dataSource);
    return dataSource;
  }
}
