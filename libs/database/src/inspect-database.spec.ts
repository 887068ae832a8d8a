import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createScratchDatabase, type ScratchDatabase } from '../testing/scratch-database';
import { createDataSource } from './data-source';
import { inspectDatabase, migrationState, newestRowAt } from './inspect-database';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';

describe('inspecting a database', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = createDataSource(database.settings);
    await dataSource.initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('tells every migration as pending in an empty one, and leaves it empty', async () => {
    const { pending, unknown } = await migrationState(dataSource);
    expect(pending).toHaveLength(MIGRATIONS.length);
    expect(unknown).toEqual([]);
    const tables = await dataSource.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
    expect(tables).toEqual([]);
  });

  it('tells none as pending in one that is migrated, and those of another release', async () => {
    await migrate(dataSource);
    await dataSource.query(`INSERT INTO migrations ("timestamp", name) VALUES (1, 'FromTheFuture1')`);
    await expect(migrationState(dataSource)).resolves.toEqual({
      applied: MIGRATIONS.length,
      pending: [],
      unknown: ['FromTheFuture1'],
    });
    await expect(newestRowAt(dataSource)).resolves.toBeNull();
  });

  it('tells version, encoding, whether it takes writes, and how far its clock is', async () => {
    const facts = await inspectDatabase(dataSource);
    expect(facts.version).toBeGreaterThanOrEqual(130_000);
    expect(facts).toMatchObject({ encoding: 'UTF8', readOnly: false });
    expect(facts.maxConnections).toBeGreaterThan(0);
    expect(Math.abs(facts.clockAheadMs)).toBeLessThanOrEqual(facts.roundTripMs + 50);
  });
});
