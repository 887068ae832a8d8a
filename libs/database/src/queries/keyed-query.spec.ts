import { AsyncResource } from 'node:async_hooks';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { createDataSource } from '../data-source';
import { useTracer } from '../signals/tracer';
import { NestedQueryError } from '../transaction-guard';
import { Transactions } from '../transactions';
import { defineKeyedQuery, isKeyOf } from './keyed-query';
import { Queries } from './queries.service';

const findThing = defineKeyedQuery<{ name: string }, readonly ['uuid', 'int']>({
  name: 'spec-find-thing',
  types: ['uuid', 'int'],
  text: ([id, owner]) =>
    `SELECT t.name FROM spec_things t WHERE t.id = ${id} AND (${owner} IS NULL OR t.owner = ${owner})`,
});
const findByHash = defineKeyedQuery<{ name: string }, readonly ['bytea']>({
  name: 'spec-find-by-hash',
  types: ['bytea'],
  text: ([hash]) => `SELECT t.name FROM spec_things t WHERE t.hash = ${hash}`,
});

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const hashOf = (number: number) => Buffer.from([number]);
const named = (number: number) => ({ name: `thing ${number}` });

describe.each(['on', 'off'] as const)('reads by key, prepared statements %s,', (prepared) => {
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
      'CREATE TABLE spec_things (id uuid PRIMARY KEY, owner int NOT NULL, hash bytea UNIQUE, name text NOT NULL)',
    );
    for (let number = 1; number <= 20; number += 1)
      await dataSource.query('INSERT INTO spec_things VALUES ($1, $2, $3, $4)', [
        idOf(number),
        number % 2,
        hashOf(number),
        `thing ${number}`,
      ]);
  });
  beforeEach(() => {
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

  const find = (number: number, owner: number | null = null) => queries.readByKey(findThing, [idOf(number), owner]);
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1);

  it('send the statement for one key when they come alone', async () => {
    expect(await find(3)).toEqual(named(3));
    expect(await find(99)).toBeNull();
    expect(sent).toEqual(['spec-find-thing', 'spec-find-thing']);
  });

  it('share statements of up to eight keys when they come at once, and each gets its own row', async () => {
    const rows = await Promise.all(numbers.map((number) => find(number)));
    expect(rows).toMatchObject(numbers.map(named));
    expect(sent).toEqual(['spec-find-thing-8', 'spec-find-thing-8', 'spec-find-thing-4']);
  });

  it('find nothing for keys that do not exist, in groups that are not full', async () => {
    expect(await Promise.all([find(98), find(1), find(99)])).toMatchObject([null, named(1), null].map(like));
    expect(sent).toEqual(['spec-find-thing-4']);
  });

  it('compare each part of a key, and one key may be asked twice', async () => {
    const rows = await Promise.all([find(1, 1), find(1, 0), find(1), find(1, 1)]);
    expect(rows).toMatchObject([named(1), null, named(1), named(1)].map(like));
  });

  it('of two statements have groups of their own', async () => {
    const byHash = (number: number) => queries.readByKey(findByHash, [hashOf(number)]);
    const rows = await Promise.all([find(1), byHash(2), find(3), byHash(4), byHash(77)]);
    expect(rows).toMatchObject([named(1), named(2), named(3), named(4), null].map(like));
    expect(sent.toSorted()).toEqual(['spec-find-by-hash-4', 'spec-find-thing-2']);
  });

  it.each([
    'no uuid',
    '',
    `{${idOf(1)}}`,
    `${idOf(1)}\u0000`,
    `${idOf(1)}'; DROP TABLE spec_things; --`,
    idOf(1).slice(1),
  ])('find nothing for %j, which PostgreSQL could refuse, and do not disturb their group', async (text) => {
    const rows = await Promise.all([queries.readByKey(findThing, [text, null]), find(1), find(2)]);
    expect(rows).toMatchObject([null, named(1), named(2)].map(like));
  });

  it.each([2_147_483_648, 1.5, Number.NaN])('the same for the number %d', async (number) => {
    expect(await Promise.all([find(1, number), find(1, 1)])).toMatchObject([null, named(1)].map(like));
  });

  it('accept each spelling of a uuid that PostgreSQL does', async () => {
    const spellings = [idOf(10).toUpperCase(), idOf(10).replaceAll('-', '')];
    const rows = await Promise.all(spellings.map((text) => queries.readByKey(findThing, [text, null])));
    expect(rows).toMatchObject([named(10), named(10)]);
  });

  it('see what was committed before they began', async () => {
    for (const owner of [6, 7, 8]) {
      await dataSource.query('UPDATE spec_things SET owner = $1 WHERE id = $2', [owner, idOf(5)]);
      expect(await Promise.all([find(5, owner), find(5, owner - 1), find(4)])).toMatchObject(
        [named(5), null, named(4)].map(like),
      );
    }
  });

  it('all fail with a failed statement, and the next succeed', async () => {
    await dataSource.query('ALTER TABLE spec_things RENAME TO spec_gone');
    const outcomes = await Promise.allSettled([find(1), find(2), find(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await dataSource.query('ALTER TABLE spec_gone RENAME TO spec_things');
    expect(await Promise.all([find(1), find(2)])).toMatchObject([named(1), named(2)]);
  });

  it.each(['first', 'last'])('are refused inside a transaction, when that call comes %s in its turn', async (place) => {
    // Called inside, it runs in the context in which it is bound.
    const outside = AsyncResource.bind(() => find(2));
    let outcomes: Promise<unknown> = Promise.resolve();
    await new Transactions(dataSource).run(() => {
      sent.length = 0;
      outcomes = Promise.allSettled(place === 'first' ? [find(1), outside()] : [outside(), find(1)]);
      return Promise.resolve();
    });
    const refused = { status: 'rejected', reason: expect.any(NestedQueryError) };
    const found = { status: 'fulfilled', value: named(2) };
    expect(await outcomes).toEqual(place === 'first' ? [refused, found] : [found, refused]);
    expect(sent.filter((name) => name.startsWith('spec-'))).toEqual(['spec-find-thing']);
  });

  it.each([
    [true, ['spec-find-thing', 'spec-find-thing']],
    [false, ['spec-find-thing-2']],
  ])('share no statement where a trace is recorded: %s', async (isRecording, expected) => {
    useTracer({
      begin: () => expect.unreachable(),
      run: (_work, run) => run(() => undefined),
      headers: () => ({}),
      traceId: () => null,
      isRecording: () => isRecording,
    });
    await Promise.all([find(1), find(2)]);
    expect(sent).toEqual(expected);
  });

  it('find nothing for a key without a value, and ask nothing', async () => {
    expect(isKeyOf(findByHash, [])).toBe(false);
    expect(isKeyOf(findThing, [idOf(1)])).toBe(false);
    const nobody = defineKeyedQuery<{ name: string }, readonly ['uuid']>({
      name: 'spec-find-nobody',
      types: ['uuid'],
      text: ([id]) => `SELECT t.name FROM spec_things t WHERE t.id = ${id}`,
    });
    expect(await queries.readByKey(nobody, [null])).toBeNull();
    expect(sent).toEqual([]);
  });
});

/** Rows of groups have one column more. */
function like(row: { readonly name: string } | null): unknown {
  return row === null ? null : expect.objectContaining(row);
}
