import type { PoolClient } from 'pg';

/** The age at which the plans of a connection are made anew for the first time. */
const FIRST_AGE_MS = 1_000;

interface Age {
  readonly begun: number;
  due: number;
}

const ages = new WeakMap<PoolClient, Age>();

/**
 * Gives a connection with prepared statements back to its pool, and has their plans made anew at the ages of 1, 2, 4, 8, … seconds.
 *
 * PostgreSQL keeps a plan until the statistics of its tables change. In a new database this takes a minute, and in the embedded one,
 * which has no autovacuum, it never happens. Until then a plan that was made for some rows reads the whole table when it has many
 * thousands. Tables at most about double in the time that a plan is kept here.
 */
export function releaseWithPlans(client: PoolClient): void {
  if (!areDue(client)) {
    client.release();
    return;
  }
  // The caller has its rows and does not wait for this. A lost connection is not kept by the pool.
  client.query('DISCARD PLANS', () => {
    client.release();
  });
}

function areDue(client: PoolClient): boolean {
  const now = performance.now();
  const age = ages.get(client);
  if (age === undefined) {
    ages.set(client, { begun: now, due: now + FIRST_AGE_MS });
    return false;
  }
  if (now < age.due) return false;
  age.due = now + (now - age.begun);
  return true;
}
