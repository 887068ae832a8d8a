import type { Pool } from 'pg';
import { PoolFullError } from '../database-errors';

type Connected = (error: Error, client: undefined, release: () => void) => void;

/** Lets at most `limit` callers wait for a connection of the pool. The next one gets a `PoolFullError` at once. */
export function boundWaiting(pool: Pool, limit: number): void {
  const connect = pool.connect.bind(pool) as (callback?: Connected) => unknown;
  const bounded = (callback?: Connected): unknown => {
    if (pool.waitingCount < limit) return connect(callback);
    if (!callback) return Promise.reject(new PoolFullError());
    callback(new PoolFullError(), undefined, () => undefined);
    return undefined;
  };
  pool.connect = bounded as Pool['connect'];
}
