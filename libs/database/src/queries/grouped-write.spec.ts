import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScratchDatabase, type ScratchDatabase, SERVER_URL } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { isDatabaseUnavailable } from '../database-errors';
import { useTracer } from '../signals/tracer';
import { NestedQueryError } from '../transaction-guard';
import { Transactions } from '../transactions';
import { Queries } from './queries.service';
import { defineGroupedWrite } from './grouped-write';

const CHECKED = 'CHECK (balance >= 0)';
const HOW_MANY = 20;
const FULL = 100;
const KEEP_3 = 'UPDATE spec_accounts SET balance = balance WHERE id = 3';

/** Takes an amount out of an open account, and notes it in the account's book. */
const withdraw = defineGroupedWrite<{ readonly id: number }, readonly [id: number, amount: number]>({
  name: 'spec-withdraw',
  columns: { id: 'int', amount: 'int' },
  text: (asked, isShared) => `
    WITH held AS MATERIALIZED (
      SELECT asked.index, asked.amount, open.* FROM ${asked}, LATERAL (
        SELECT a.id FROM spec_accounts a WHERE a.id = asked.id AND a.open FOR UPDATE ${isShared ? 'SKIP LOCKED' : ''}
      ) open
    ), changed AS (
      UPDATE spec_accounts a SET balance = balance - held.amount FROM held WHERE a.id = held.id
    ), noted AS (
      INSERT INTO spec_notes SELECT id FROM held
    )
    SELECT index AS "groupIndex", id FROM held`,
});

/** Ends the connection that runs it. */
const loseConnection = defineGroupedWrite<{ readonly id: number }, readonly [id: number]>({
  name: 'spec-lose-connection',
  columns: { id: 'int' },
  text: (asked) => `SELECT index AS "groupIndex", id FROM ${asked} WHERE pg_terminate_backend(pg_backend_pid())`,
});

describe.each(['on', 'off'] as const)('shared writes, prepared statements %s,', (prepared) => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let queries: Queries;
  let sent: string[];
  let end: () => void;

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = await createDataSource({ ...database.settings, prepared }).initialize();
    queries = new Queries(dataSource);
    await dataSource.query(
      `CREATE TABLE spec_accounts (id int PRIMARY KEY, balance int NOT NULL ${CHECKED}, open boolean NOT NULL)`,
    );
    await dataSource.query('CREATE TABLE spec_books (id int PRIMARY KEY)');
    await dataSource.query('INSERT INTO spec_books SELECT generate_series(1, $1)', [HOW_MANY]);
    await dataSource.query('CREATE TABLE spec_notes (book int NOT NULL REFERENCES spec_books)');
  });
  beforeEach(async () => {
    await dataSource.query('TRUNCATE spec_accounts, spec_notes');
    await dataSource.query('INSERT INTO spec_accounts SELECT n, $1, true FROM generate_series(1, $2) n', [
      FULL,
      HOW_MANY,
    ]);
    sent = [];
    end = queries.observe((text, name) => sent.push(name ?? text));
  });
  afterEach(() => {
    end();
    useTracer(null);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const take = (id: number, amount = id) => queries.writeTogether(withdraw, [id, amount]);
  const takeAll = (...ids: readonly number[]) => Promise.all(ids.map((id) => take(id)));
  const ofEach = (ids: readonly (number | null)[]) =>
    ids.map((id): unknown => (id === null ? null : expect.objectContaining({ id })));
  const everyId = Array.from({ length: HOW_MANY }, (_, index) => index + 1);

  async function taken(): Promise<Readonly<Record<number, number>>> {
    const rows = await dataSource.query<{ id: number; taken: number }[]>(
      'SELECT id, $1 - balance AS taken FROM spec_accounts WHERE balance <> $1',
      [FULL],
    );
    return Object.fromEntries(rows.map((row) => [row.id, row.taken]));
  }

  it('are sent alone when they come alone', async () => {
    expect(await take(3)).toMatchObject({ id: 3 });
    expect(await take(99)).toBeNull();
    expect(sent).toEqual(['spec-withdraw', 'spec-withdraw']);
    expect(await taken()).toEqual({ 3: 3 });
  });

  it('share statements of up to eight requests when they come at once, and each writes what it asked for', async () => {
    expect(await takeAll(...everyId)).toEqual(ofEach(everyId));
    expect(sent).toEqual(['spec-withdraw-8', 'spec-withdraw-8', 'spec-withdraw-4']);
    expect(await taken()).toEqual(Object.fromEntries(everyId.map((id) => [id, id])));
  });

  it('repeat a request that finds nothing alone, and write the others', async () => {
    expect(await takeAll(1, 99, 2)).toEqual(ofEach([1, null, 2]));
    expect(sent).toEqual(['spec-withdraw-4', 'spec-withdraw']);
    expect(await taken()).toEqual({ 1: 1, 2: 2 });
  });

  it('fail for the request that the database refuses, and write the others once', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const outcomes = await Promise.allSettled([take(1), take(2, FULL + 1), take(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/: spec-withdraw, 23514$/u)]]);
    warned.mockRestore();
    expect(await taken()).toEqual({ 1: 1, 3: 3 });
  });

  const held = [
    ['that they would change', ['UPDATE spec_accounts SET open = false WHERE id = 2', KEEP_3], [null, 3]],
    ['that a foreign key needs', ['SELECT FROM spec_books WHERE id IN (2, 3) FOR UPDATE'], [2, 3]],
  ] as const;

  it.skipIf(SERVER_URL === null).each(held)('wait for no row %s', async (_which, statements, afterwards) => {
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    for (const statement of statements) await holder.query(statement);
    sent.length = 0;
    let waited = 0;
    const waiting = [2, 3].map((id) => take(id).finally(() => (waited += 1)));
    expect(await takeAll(1, 4)).toEqual(ofEach([1, 4]));
    expect(sent[0]).toBe('spec-withdraw-4');
    expect([waited, await taken()]).toEqual([0, { 1: 1, 4: 4 }]);
    await holder.commitTransaction();
    await holder.release();
    expect(await Promise.all(waiting)).toEqual(ofEach(afterwards));
    expect(await taken()).toEqual(Object.fromEntries([1, ...afterwards, 4].flatMap((id) => (id ? [[id, id]] : []))));
    expect(await dataSource.query('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }]);
  });

  it('are refused inside a transaction', async () => {
    await new Transactions(dataSource).run(async () => {
      await expect(take(1)).rejects.toBeInstanceOf(NestedQueryError);
    });
    expect(await taken()).toEqual({});
  });

  it('share no statement where a trace is recorded', async () => {
    useTracer({
      begin: () => expect.unreachable(),
      run: (_work, run) => run(() => undefined),
      headers: () => ({}),
      traceId: () => null,
      isRecording: () => true,
    });
    await takeAll(1, 2);
    expect(sent).toEqual(['spec-withdraw', 'spec-withdraw']);
  });

  // The last one, because the pool learns of the lost connection a moment later.
  it.skipIf(SERVER_URL === null)('all fail with a lost connection, and are not repeated', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map((id) => queries.writeTogether(loseConnection, [id])));
    for (const outcome of outcomes)
      expect(outcome.status === 'rejected' && isDatabaseUnavailable(outcome.reason)).toBe(true);
    expect(sent).toEqual(['spec-lose-connection-4']);
  });
});
