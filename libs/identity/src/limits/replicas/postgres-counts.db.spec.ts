import { createDataSource, migrate, SingleConnections } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMigratedDatabase, SERVER_URL } from '@libs/database/testing/scratch-database';
import { LimitStoreState } from '../limit-store-state.service';
import { PostgresCounts } from './postgres-counts';
import { ReplicasLimiterStore } from './replicas-limiter-store';

describe.skipIf(SERVER_URL === null)('counts in PostgreSQL', () => {
  let dataSource: DataSource;
  const stores: ReplicasLimiterStore[] = [];

  beforeAll(async () => {
    dataSource = createDataSource({ kind: 'server', url: await createMigratedDatabase(SERVER_URL!), poolSize: 2 });
    await dataSource.initialize();
    await migrate(dataSource);
    for (let each = 0; each < 3; each += 1) {
      const store = new ReplicasLimiterStore(
        new PostgresCounts(new SingleConnections(dataSource)),
        new LimitStoreState(),
        10_000,
      );
      await store.onModuleInit();
      stores.push(store);
    }
  });

  afterAll(async () => {
    for (const store of stores) await store.onApplicationShutdown();
    await dataSource.destroy();
  });

  it('are in a table without write-ahead log', async () => {
    const kinds = await dataSource.query(`SELECT relpersistence AS kind FROM pg_class WHERE relname = 'limit_counts'`);
    expect(kinds).toEqual([{ kind: 'u' }]);
  });

  it('never give two callers of any replica the same number, and a busy count costs few statements', async () => {
    const addition = { counter: 'busy', key: 'all', seconds: 60 };
    const statements: number[] = [];
    const { statements: observers } = dataSource as unknown as { statements: { observe(l: () => void): () => void } };
    const end = observers.observe(() => statements.push(1));
    const each = stores.flatMap((store) => Array.from({ length: 300 }, () => store.add([addition])));
    const used = (await Promise.all(each)).flat().map((count) => count.used);
    end();
    expect(used.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
    expect(statements.length).toBeLessThan(30);
  });

  it('are set, forgotten and begun anew for all replicas', async () => {
    const [one, other] = stores as [ReplicasLimiterStore, ReplicasLimiterStore];
    const id = { counter: 'locks', key: 'ana' };
    await one.hold({ ...id, seconds: 90 });
    expect(other.peek(id)).toBeNull();
    await other.refresh([id]);
    expect(other.peek(id)).toEqual({ used: 1, secondsLeft: 90 });
    await other.forget(id);
    await one.refresh([id]);
    expect(one.peek(id)).toBeNull();
    expect(await one.add([{ ...id, seconds: 1 }])).toEqual([{ used: 1, secondsLeft: 1 }]);
    await expect
      .poll(async () => (await other.add([{ ...id, seconds: 60 }]))[0]!.secondsLeft, { timeout: 10_000 })
      .toBeGreaterThan(50);
  });

  it('are ignored after they expire', async () => {
    const [one, other] = stores as [ReplicasLimiterStore, ReplicasLimiterStore];
    const id = { counter: 'tries', key: 'short' };
    await one.add([{ ...id, seconds: 60 }]);
    await dataSource.query(`UPDATE limit_counts SET expires_at = now() WHERE key = 'tries:short'`);
    await other.refresh([id]);
    expect(other.peek(id)).toBeNull();
    expect(await other.add([{ ...id, seconds: 60 }])).toEqual([{ used: 1, secondsLeft: 60 }]);
  });

  it('are counted locally while the database is unreachable, and added when it is back', async () => {
    const state = new LimitStoreState();
    const counts = new PostgresCounts(new SingleConnections(dataSource));
    const store = new ReplicasLimiterStore(counts, state, 500);
    const addition = { counter: 'tries', key: 'away', seconds: 600 };
    const runner = dataSource.createQueryRunner();
    await store.onModuleInit();
    try {
      await store.add([addition]);
      await runner.startTransaction();
      await runner.query('LOCK TABLE limit_counts IN ACCESS EXCLUSIVE MODE');
      const used: (number | undefined)[] = [];
      for (let each = 0; each < 4; each += 1) used.push((await store.add([addition]))[0]?.used);
      expect(used).toEqual([2, 3, 4, 5]);
      await store.hold({ counter: 'locks', key: 'away', seconds: 60 });
      expect([state.isUp, store.peek({ counter: 'locks', key: 'away' })?.used]).toEqual([false, 1]);
      await runner.commitTransaction();
      const [other] = stores as [ReplicasLimiterStore];
      const known = async (counter: string) => {
        await other.refresh([{ counter, key: 'away' }]);
        return other.peek({ counter, key: 'away' })?.used;
      };
      await expect.poll(() => known('locks'), { timeout: 20_000 }).toBe(1);
      // The first of them may have waited for the lock on the table and have been counted nevertheless.
      await expect.poll(() => known('tries'), { timeout: 20_000 }).toBeGreaterThanOrEqual(5);
      expect(state.isUp).toBe(true);
    } finally {
      await runner.release();
      await store.onApplicationShutdown();
    }
  });
});
