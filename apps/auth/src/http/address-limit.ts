import type { LimitName, Limits } from '@portero/identity';
import type { FastifyInstance } from 'fastify';

/** Whoever runs the process must always learn how it is. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** What back ends and proxies ask on behalf of all their callers. Unknown routes below are nobody's business. */
const OF_BACK_ENDS = /^\/(?:forward-auth$|oauth\/|\.well-known\/)/u;

/** Limits the requests of an address before anything is read or looked up for them. */
export function registerAddressLimit(server: FastifyInstance, limits: Limits): void {
  server.addHook('onRequest', async (request) => {
    const limit = limitOf(request.routeOptions.url);
    if (limit !== null) await limits.spendByNetwork(limit);
  });
}

/**
 * The budget that a request is taken from; `null` for none.
 * @param route the pattern of its route; `undefined` where there is none
 */
export function limitOf(route: string | undefined): LimitName | null {
  if (route === undefined) return 'requests';
  if (PROBES.has(route)) return null;
  return OF_BACK_ENDS.test(route) ? 'back_end_requests' : 'requests';
}
