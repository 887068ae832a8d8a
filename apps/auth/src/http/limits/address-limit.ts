import { type LimitName, type Limits, networkOf } from '@portero/identity';
import type { FastifyInstance } from 'fastify';
import { originOfRequest } from '../requests/request-origin';
import { rateLimitHeaders } from './rate-limit-headers';
import type { Wires } from '../wires';

/** The operator and the orchestrator must always get an answer. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** The rest of a limit is sent to a client when it falls below this part. */
const TOLD_FROM = 0.1;

/** Limits the requests of an address before a body is read or anything is looked up. */
export function registerAddressLimit(server: FastifyInstance, limits: Limits, wires: Wires): void {
  if (!limits.areOn) return;
  server.addHook('onRequest', (request, reply, done) => {
    const limit = limitOf(request.routeOptions.url, wires);
    try {
      const origin = originOfRequest(request);
      const state = limit === null || origin === null ? null : limits.spendLater(limit, networkOf(origin));
      if (state !== null && state.left < state.most * TOLD_FROM) void reply.headers(rateLimitHeaders(state));
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * The limit that counts a request; `null` for none.
 * @param route the pattern of its route; `undefined` without one
 */
export function limitOf(route: string | undefined, wires: Wires): LimitName | null {
  if (route === undefined) return 'requests';
  if (PROBES.has(route)) return null;
  return wires.of(route)?.callers === 'back_ends' ? 'back_end_requests' : 'requests';
}
