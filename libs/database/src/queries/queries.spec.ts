import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { isDatabaseUnavailable, uniqueViolation } from '../database-errors';
import { NestedQueryError } from '../transaction-guard';
import { Transactions } from '../transactions';
import { defineQuery } from './prepared-query';
import { Queries } from './queries.service';

const addCounter = defineQuery<{ name: string; at: Date; raw: Buffer }, readonly [string, number]>({
  name: 'spec-add-counter',
  text: `INSERT INTO spec_counters (name, value) VALUES ($1, $2)
         RETURNING name, timestamptz '2026-01-02T03:04:05Z' AS at, '\\x0102'::bytea AS raw`,
});
const findCounters = defineQuery<{ name: string; value: number }, readonly [readonly string[]]>({
  name: 'spec-find-counters',
  text: 'SELECT name, value FROM spec_counters WHERE name = ANY($1) ORDER BY name',
});
const keptStatements = defineQuery<{ name: string }>({
  name: 'spec-kept-statements',
  text: "SELECT name FROM pg_prepared_statements WHERE name LIKE 'spec-%' ORDER BY name",
});
const endConnection = defineQuery<{ ended: boolean }>({
  name: 'spec-end-connection',
  text: 'SELECT pg_terminate_backend(pg_backend_pid()) AS ended',
});

describe.each(['on', 'off'] as const)('prepared statements, %s,', (prepared) => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let queries: Queries;
  let transactions: Transactions;

  beforeAll(async () => {
    database = await createScratchDatabase();
    const settings = { ...database.settings, prepared, ...(SERVER_URL === null ? {} : { poolSize: 1 }) };
    dataSource = await createDataSource(settings).initialize();
    queries = new Queries(dataSource);
    transactions = new Transactions(dataSource);
    await dataSource.query('CREATE TABLE spec_counters (name text CONSTRAINT uq_spec UNIQUE, value int NOT NULL)');
  });
  beforeEach(() => dataSource.query('DELETE FROM spec_counters'));
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('return typed rows', async () => {
    const added = { name: 'a', at: new Date('2026-01-02T03:04:05Z'), raw: Buffer.from([1, 2]) };
    expect(await queries.run(addCounter, ['a', 1])).toEqual([added]);
    expect(await queries.first(findCounters, [['a', 'b']])).toEqual({ name: 'a', value: 1 });
    expect(await queries.first(findCounters, [['b']])).toBeNull();
  });

  it('belong to the transaction of the manager', async () => {
    const run = transactions.run(async (manager) => {
      await queries.run(addCounter, ['b', 1], manager);
      expect(await queries.run(findCounters, [['b']], manager)).toHaveLength(1);
      throw new Error('changed my mind');
    });
    await expect(run).rejects.toThrow('changed my mind');
    expect(await queries.run(findCounters, [['b']])).toEqual([]);
  });

  it('are refused inside a transaction without its manager', async () => {
    const run = transactions.run(() => queries.run(findCounters, [['a']]));
    await expect(run).rejects.toBeInstanceOf(NestedQueryError);
  });

  it('fail as queries of TypeORM do, without the values', async () => {
    await queries.run(addCounter, ['secret-name', 1]);
    const error: unknown = await queries.run(addCounter, ['secret-name', 1]).catch((thrown: unknown) => thrown);
    expect(uniqueViolation(error)).toBe('uq_spec');
    expect(JSON.stringify(error)).not.toContain('secret-name');
    const inside = transactions.run((manager) => queries.run(addCounter, ['secret-name', 1], manager));
    await expect(inside).rejects.toSatisfy((thrown) => uniqueViolation(thrown) === 'uq_spec');
  });

  it('are kept by the connection only when that is wanted', async () => {
    await queries.run(findCounters, [['a']]);
    const kept = (await queries.run(keptStatements, [])).map(({ name }) => name);
    if (prepared === 'on') expect(kept).toContain('spec-find-counters');
    else expect(kept).toEqual([]);
  });

  it('can be counted, with those of transactions', async () => {
    const seen: string[] = [];
    const end = queries.observe((text, name) => seen.push(name ?? text));
    await queries.run(findCounters, [['a']]);
    await transactions.run((manager) => queries.run(findCounters, [['a']], manager));
    end();
    await queries.run(findCounters, [['a']]);
    expect(seen).toEqual(['spec-find-counters', 'START TRANSACTION', 'spec-find-counters', 'COMMIT']);
  });

  it.skipIf(SERVER_URL === null)('report a lost connection as an unavailable database, and go on', async () => {
    await expect(queries.run(endConnection, [])).rejects.toSatisfy(isDatabaseUnavailable);
    const inside = transactions.run((manager) => queries.run(endConnection, [], manager));
    await expect(inside).rejects.toSatisfy(isDatabaseUnavailable);
    expect(await queries.run(findCounters, [['a']])).toEqual([]);
  });
});

it('a query has a name of its own', () => {
  expect(() => defineQuery({ name: 'spec-find-counters', text: 'SELECT 2' })).toThrow(TypeError);
  for (const name of ['', 'A', 'a b', '-a', `a${'b'.repeat(63)}`])
    expect(() => defineQuery({ name, text: 'SELECT 1' })).toThrow(TypeError);
});

it('statements of a data source that is closed are those of an unavailable database', async () => {
  const scratch = await createScratchDatabase();
  const closed = createDataSource(scratch.settings);
  await expect(new Queries(closed).run(keptStatements, [])).rejects.toSatisfy(isDatabaseUnavailable);
  await scratch.drop();
});
