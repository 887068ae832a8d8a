import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { defineQuery } from './prepared-query';
import { Queries } from './queries.service';

const findRow = defineQuery<{ id: number }, readonly [number]>({
  name: 'spec-find-planned-row',
  text: 'SELECT r.id FROM spec_planned_rows r WHERE r.id = $1',
});

let database: ScratchDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createScratchDatabase();
  const settings = { ...database.settings, ...(SERVER_URL === null ? {} : { poolSize: 1 }) };
  dataSource = await createDataSource(settings).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('a plan that was made for a few rows is not kept when there are many', async () => {
  const queries = new Queries(dataSource);
  // As in a database of which autovacuum knows that it is empty, and has not come again.
  await dataSource.query(
    `CREATE TABLE spec_planned_rows (id int PRIMARY KEY, text text) ${SERVER_URL === null ? '' : 'WITH (autovacuum_enabled = false)'}`,
  );
  await dataSource.query("INSERT INTO spec_planned_rows VALUES (1, '')");
  await dataSource.query('ANALYZE spec_planned_rows');
  const nodes = async () => {
    const rows = await dataSource.query<readonly object[]>('EXPLAIN EXECUTE "spec-find-planned-row"(1)');
    return rows.flatMap((row) => Object.values(row)).join('\n');
  };
  for (let run = 0; run < 8; run += 1) await queries.run(findRow, [1]);
  expect(await nodes()).toMatch(/Seq Scan/u);
  await dataSource.query("INSERT INTO spec_planned_rows SELECT n, repeat('x', 100) FROM generate_series(2, 20000) n");
  await delay(1_100);
  expect(await queries.run(findRow, [1])).toEqual([{ id: 1 }]);
  // Also with a second caller in between, whose connection is busy with it.
  expect(await Promise.all([queries.run(findRow, [7]), queries.run(findRow, [20_000])])).toEqual([
    [{ id: 7 }],
    [{ id: 20_000 }],
  ]);
  await expect.poll(nodes).toMatch(/Index/u);
});
