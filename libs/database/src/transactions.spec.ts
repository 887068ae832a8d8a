import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource, EntityManager } from 'typeorm';
import { createScratchDatabase, SERVER_URL, type ScratchDatabase } from '../testing/scratch-database';
import { createDataSource } from './data-source';
import { isDatabaseUnavailable, uniqueViolation } from './database-errors';
import { User } from './entities';
import { SwallowedQueryError } from './guarded-query-runner';
import { NestedQueryError } from './transaction-guard';
import { Transactions } from './transactions';

let database: ScratchDatabase;
let dataSource: DataSource;
let transactions: Transactions;

beforeAll(async () => {
  database = await createScratchDatabase();
  dataSource = await createDataSource(database.settings).initialize();
  transactions = new Transactions(dataSource);
  await dataSource.query('CREATE TABLE counters (name text CONSTRAINT uq_counters_name UNIQUE, value int NOT NULL)');
});
beforeEach(() => dataSource.query(`DELETE FROM counters`));
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function insert(manager: EntityManager, name: string): Promise<void> {
  await manager.query('INSERT INTO counters VALUES ($1, 0)', [name]);
}

async function names(): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM counters ORDER BY name');
  return rows.map(({ name }) => name);
}

describe('a transaction', () => {
  it('commits together and answers what the work returned', async () => {
    const answer = await transactions.run(async (manager) => {
      await insert(manager, 'a');
      await insert(manager, 'b');
      return 'done';
    });
    expect([answer, await names()]).toEqual(['done', ['a', 'b']]);
  });

  it('rolls everything back and throws on when the work throws', async () => {
    const failure = new Error('changed my mind');
    const run = transactions.run(async (manager) => {
      await insert(manager, 'a');
      throw failure;
    });
    await expect(run).rejects.toBe(failure);
    expect(await names()).toEqual([]);
  });

  it('runs again after a deadlock, and keeps what both did', async () => {
    await dataSource.query(`INSERT INTO counters VALUES ('a', 0), ('b', 0)`);
    const add = (manager: EntityManager, name: string) =>
      manager.query('UPDATE counters SET value = value + 1 WHERE name = $1', [name]);
    const both = (names: readonly [string, string]) =>
      transactions.run(async (manager) => {
        await add(manager, names[0]);
        await manager.query('SELECT pg_sleep(0.05)');
        await add(manager, names[1]);
      });
    await Promise.all([both(['a', 'b']), both(['b', 'a']), both(['a', 'b']), both(['b', 'a'])]);
    expect(await dataSource.query('SELECT name, value FROM counters ORDER BY name')).toEqual([
      { name: 'a', value: 4 },
      { name: 'b', value: 4 },
    ]);
  });

  it('gives up when each run ends in a conflict, as a database that cannot answer', async () => {
    let runs = 0;
    const run = transactions.run(async (manager) => {
      runs += 1;
      await insert(manager, 'a');
      await manager.query(`DO $$ BEGIN RAISE EXCEPTION 'provoked' USING ERRCODE = '40001'; END $$`);
    });
    await expect(run).rejects.toSatisfy(isDatabaseUnavailable);
    expect([runs, await names()]).toEqual([4, []]);
  });

  it('is read committed', async () => {
    const levels = await transactions.run((manager) =>
      manager.query<unknown[]>(`SELECT current_setting('transaction_isolation') AS level`),
    );
    expect(levels).toEqual([{ level: 'read committed' }]);
  });

  it('keeps what a failed savepoint did not touch', async () => {
    await transactions.run(async (manager) => {
      await insert(manager, 'a');
      const again = manager.transaction((inner) => insert(inner, 'a'));
      await expect(again).rejects.toSatisfy((error) => uniqueViolation(error) === 'uq_counters_name');
      await insert(manager, 'b');
    });
    expect(await names()).toEqual(['a', 'b']);
  });

  it('refuses to commit after a swallowed error, instead of losing the writes silently', async () => {
    const run = transactions.run(async (manager) => {
      await insert(manager, 'a');
      await insert(manager, 'a').catch(() => undefined);
    });
    await expect(run).rejects.toBeInstanceOf(SwallowedQueryError);
    expect(await names()).toEqual([]);
  });

  it('makes 50 locked increments of 50 parallel ones', async () => {
    await dataSource.query(`INSERT INTO counters VALUES ('total', 0)`);
    const increment = (manager: EntityManager): Promise<void> => incrementLocked(manager);
    await Promise.all(Array.from({ length: 50 }, () => transactions.run(increment)));
    expect(await dataSource.query('SELECT value FROM counters')).toEqual([{ value: 50 }]);
  });
});

async function incrementLocked(manager: EntityManager): Promise<void> {
  const select = `SELECT value FROM counters WHERE name = 'total' FOR UPDATE`;
  const [row] = await manager.query<{ value: number }[]>(select);
  await manager.query(`UPDATE counters SET value = $1 WHERE name = 'total'`, [row!.value + 1]);
}

describe('inside a transaction', () => {
  const outsiders: Record<string, () => Promise<unknown>> = {
    'a query of the data source': () => dataSource.query('SELECT 1'),
    'the default manager': () => dataSource.manager.query('SELECT 1'),
    'a repository': () => dataSource.getRepository(User).count(),
    'a save': () => dataSource.getRepository(User).save({ email: 'somebody' }),
    'a query builder': () => dataSource.createQueryBuilder(User, 'user').getMany(),
    'a transaction of the data source': () => dataSource.transaction((manager) => manager.query('SELECT 1')),
    'a second run': () => transactions.run((manager) => manager.query('SELECT 1')),
    'the migrations': () => dataSource.runMigrations(),
  };

  for (const [name, outsider] of Object.entries(outsiders)) {
    it(`${name} is refused at once`, async () => {
      await transactions.run(async (manager) => {
        await expect(outsider()).rejects.toBeInstanceOf(NestedQueryError);
        await insert(manager, 'a');
      });
      expect(await names()).toEqual(['a']);
    });
  }

  it('a query runner made before it is refused', async () => {
    const runner = dataSource.createQueryRunner();
    await transactions.run(async () => {
      await expect(runner.query('SELECT 1')).rejects.toBeInstanceOf(NestedQueryError);
    });
    expect(await runner.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await runner.release();
  });

  it('the guard holds behind timers and ends with the transaction', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await transactions.run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await expect(dataSource.query('SELECT 1')).rejects.toBeInstanceOf(NestedQueryError);
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => dataSource.query('SELECT 1 AS one'));
    });
    expect(await late).toEqual([{ one: 1 }]);
  });

  it('another data source is not concerned, and the guard holds behind it', async () => {
    const second = await createScratchDatabase();
    const other = await createDataSource(second.settings).initialize();
    try {
      await transactions.run(async () => {
        const rows = await new Transactions(other).run(async (manager) => {
          await expect(dataSource.query('SELECT 1')).rejects.toBeInstanceOf(NestedQueryError);
          return manager.query('SELECT 1 AS one');
        });
        expect(rows).toEqual([{ one: 1 }]);
        await expect(dataSource.query('SELECT 1')).rejects.toBeInstanceOf(NestedQueryError);
      });
    } finally {
      await other.destroy();
      await second.drop();
    }
  });

  it('other requests are not concerned', async () => {
    const [, rows] = await Promise.all([
      transactions.run((manager) => insert(manager, 'a')),
      dataSource.query<unknown[]>('SELECT 1 AS one'),
    ]);
    expect(rows).toEqual([{ one: 1 }]);
  });
});

describe.skipIf(SERVER_URL === null)('a connection that the server ends', () => {
  const endAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()`;

  it('while idle costs nothing but itself', async () => {
    await Promise.all([1, 2, 3].map(() => dataSource.query('SELECT pg_sleep(0.05)')));
    await dataSource.query(endAll);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await names()).toEqual([]);
  });

  it('inside a transaction fails it as unavailable and saves nothing', async () => {
    const run = transactions.run(async (manager) => {
      await insert(manager, 'a');
      await endFromOutside();
      await insert(manager, 'b');
    });
    await expect(run).rejects.toSatisfy(isDatabaseUnavailable);
    expect(await names()).toEqual([]);
  });

  it('inside a query fails it as unavailable', async () => {
    const run = transactions.run((manager) => manager.query('SELECT pg_sleep(5)'));
    await Promise.all([
      expect(run).rejects.toSatisfy(isDatabaseUnavailable),
      new Promise((resolve) => setTimeout(resolve, 100)).then(endFromOutside),
    ]);
  });

  async function endFromOutside(): Promise<void> {
    const outside = await createDataSource(database.settings).initialize();
    await outside.query(endAll);
    await outside.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
