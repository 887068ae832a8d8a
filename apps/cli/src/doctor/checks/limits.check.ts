import type { Settings } from '@portero/config';
import { probeLimitStore } from '@portero/identity';
import { type Finding, findingsAbout } from '../finding';

const limitsAre = findingsAbout('limits');

/** Whether limits are shared by all replicas: their store answers and can keep counts. */
export async function checkLimitStore({ limits, database }: Settings): Promise<Finding> {
  if (!limits.enabled) return limitsAre.ok('Nothing is limited (RATE_LIMITS=off).');
  const { store } = limits;
  if (store.kind === 'postgres') return limitsAre.ok('Counted in PostgreSQL, for all replicas.');
  if (store.kind === 'memory') {
    if (database.kind === 'embedded') return limitsAre.ok('Counted in memory: there is one process.');
    return limitsAre.warning('Each replica counts for itself (LIMIT_STORE=memory).', 'Unset LIMIT_STORE.');
  }
  const refused = await probeLimitStore(store.url);
  if (refused === null) return limitsAre.ok('Counted in Redis, which answers and takes counts.');
  const mend = 'See docs/operations.md, "While the store is away". Until then each replica counts for itself.';
  return limitsAre.wrong(`Redis does not take counts (${refused}).`, mend);
}
