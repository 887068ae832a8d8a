import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createScratchDatabase, type ScratchDatabase } from '../testing/scratch-database';
import { createDataSource } from './data-source';
import { databaseErrorName, isDatabaseUnavailable, uniqueViolation } from './database-errors';

let database: ScratchDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createScratchDatabase();
  dataSource = await createDataSource(database.settings).initialize();
  await dataSource.query('CREATE TABLE people (email text NOT NULL)');
  await dataSource.query('CREATE UNIQUE INDEX uq_people_email ON people (email)');
  await dataSource.query(`INSERT INTO people VALUES ('ana@example.com')`);
});
afterAll(async () => {
  if (dataSource.isInitialized) await dataSource.destroy();
  await database.drop();
});

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );
}

describe('a unique violation', () => {
  const insertAgain = (): Promise<unknown> => dataSource.query('INSERT INTO people VALUES ($1)', ['ana@example.com']);

  it('is named by its constraint', async () => {
    expect(uniqueViolation(await failureOf(insertAgain))).toBe('uq_people_email');
  });

  it('contains no value when the error is printed', async () => {
    const error = await failureOf(insertAgain);
    expect(inspect(error, { depth: 5 }) + JSON.stringify(error)).not.toContain('ana@example.com');
  });

  it('is distinguished from every other error', async () => {
    const others = [() => dataSource.query('INSERT INTO people VALUES (NULL)'), () => dataSource.query('SELECT 1/0')];
    for (const other of others) expect(uniqueViolation(await failureOf(other))).toBeNull();
    for (const other of [undefined, null, 'uq_people_email', new Error('23505')])
      expect(uniqueViolation(other)).toBeNull();
  });
});

describe('an unavailable database', () => {
  function connect(host: string): () => Promise<unknown> {
    const url = `postgres://portero:hidden@${host}/portero`;
    return () => createDataSource({ kind: 'server', url, poolSize: 1 }).initialize();
  }

  it.each(['127.0.0.1:1', 'localhost:1', 'no-such-host.invalid:5432'])(
    'is recognised at %s, in seconds',
    async (host) => {
      const began = Date.now();
      const error = await failureOf(connect(host));
      expect(isDatabaseUnavailable(error)).toBe(true);
      expect(inspect(error)).not.toContain('hidden');
      expect(Date.now() - began).toBeLessThan(6_000);
    },
  );

  it('is recognised when it accepts a connection and sends nothing, and when it closes the connection', async () => {
    for (const onConnection of ['silence', 'end'] as const) {
      const server = createServer((socket) => (onConnection === 'end' ? socket.destroy() : socket.resume()));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      expect(isDatabaseUnavailable(await failureOf(connect(`127.0.0.1:${port}`)))).toBe(true);
      server.close();
    }
  });

  it('is named without what its message quotes', async () => {
    expect(databaseErrorName(await failureOf(connect('127.0.0.1:1')))).toBe('ECONNREFUSED');
    expect(databaseErrorName(await failureOf(() => dataSource.query("SELECT 'hidden'::int")))).toBe('22P02');
    expect(databaseErrorName(new Error('Connection terminated unexpectedly'))).toBe(
      'Connection terminated unexpectedly',
    );
    expect(databaseErrorName(new TypeError('hidden'))).toBe('TypeError');
    expect(databaseErrorName('hidden')).toBe('unknown');
  });

  it('is not confused with a wrong statement or a program error', async () => {
    const others = [() => dataSource.query('SELECT 1/0'), () => dataSource.query('SELEC')];
    for (const other of others) expect(isDatabaseUnavailable(await failureOf(other))).toBe(false);
    for (const other of [undefined, null, 'ECONNREFUSED', new Error('ECONNREFUSED')])
      expect(isDatabaseUnavailable(other)).toBe(false);
  });

  it('is recognised after this process has closed it', async () => {
    await dataSource.destroy();
    expect(isDatabaseUnavailable(await failureOf(() => dataSource.query('SELECT 1')))).toBe(true);
  });
});
