import type { Limits } from '@portero/identity';
import type { FastifyInstance } from 'fastify';

/** Whoever runs the process must always learn how it is. */
const PROBES: ReadonlySet<string | undefined> = new Set(['/livez', '/readyz', '/metrics']);

/** Limits the requests of an address, whatever they ask for, before anything is read or looked up for them. */
export function registerAddressLimit(server: FastifyInstance, limits: Limits): void {
  server.addHook('onRequest', async (request) => {
    if (!PROBES.has(request.routeOptions.url)) await limits.spendByNetwork('requests');
  });
}
