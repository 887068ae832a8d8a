import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EdgeError } from '../errors/failure';
import { isOriginForm } from '../request-target';
import type { KnownHosts } from './known-hosts';

/** Orchestrators probe a container by its address. Neither answer says anything about accounts. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz']);

/**
 * Refuses requests for another host: 400 where there are two Host headers, which two readers could read differently
 * (RFC 9112, section 3.2), and for a request target that names none or something else. Documented mode answers only to known names, with 421 (RFC 9110, section 15.5.20): a page whose
 * name an attacker lets point to this machine (DNS rebinding) would otherwise read everything.
 *
 * @param known `null` where any host is answered
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
