import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EdgeError } from '../errors/failure';
import { isOriginForm } from '../server/request-target';
import type { KnownHosts } from './known-hosts';

/** Orchestrators probe a container by its address. Neither answer says anything about accounts. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz']);

/**
 * Refuses requests for another host. 400 for two Host headers, which parsers could read differently (RFC 9112, section
 * 3.2), and for an invalid request target. In documented mode, 421 for unknown names (RFC 9110, section 15.5.20):
 * otherwise a web page could read everything by DNS rebinding.
 *
 * @param known `null` if any host is allowed
 */
export function registerHostCheck(server: FastifyInstance, known: KnownHosts | null): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(refusalOf(request, known));
  });
}

function refusalOf(request: FastifyRequest, known: KnownHosts | null): EdgeError | undefined {
  if (countOfHosts(request.raw.rawHeaders) > 1) return new EdgeError('malformed_request');
  if (!isOriginForm(request.originalUrl)) return new EdgeError('malformed_request');
  if (known === null || known.has(request.headers.host)) return undefined;
  return PROBES.has(request.routeOptions.url ?? '') ? undefined : new EdgeError('misdirected_request');
}

function countOfHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place];
    if (name?.length === 'host'.length && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}
