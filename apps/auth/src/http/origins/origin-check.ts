import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { EdgeError } from '../errors/failure';
import { routedPath } from '../requests/request-path';
import type { Wires } from '../wires';
import type { KnownHosts } from './known-hosts';

/** Safe methods (RFC 9110, section 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Every method and header that any of our operations takes. */
const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'authorization, content-type, accept-language, country-code, key, x-api-key, user-access-token, last-event-id',
  'access-control-max-age': '600',
};

/**
 * Refuses unsafe requests of foreign web pages, because a browser sends forms from any origin to any address. Programs
 * other than browsers send neither `Origin` nor `Sec-Fetch-Site`. Origins that the operator lists get the headers of
 * CORS (Fetch standard, section 3.3), without credentials: there are no cookies.
 */
export function registerOriginCheck(server: FastifyInstance, known: KnownHosts, wires: Wires): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { method, headers } = request;
    const { origin } = headers;
    const isListed = origin !== undefined && known.lists(origin);
    if (isListed) allowReading(reply, origin);
    if (isListed && method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
      void reply.status(204).headers(PREFLIGHT).send();
      return;
    }
    const isAllowed = SAFE.has(method) || mayChange(headers, known) || isOnlyOrigin(headers, wires, request.url);
    done(isAllowed ? undefined : new EdgeError('forbidden'));
  });
}

function allowReading(reply: FastifyReply, origin: string): void {
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'link, location, ratelimit, ratelimit-policy, retry-after, x-request-id',
    vary: 'Origin',
  });
}

function isOnlyOrigin(headers: IncomingHttpHeaders, wires: Wires, url: string): boolean {
  return headers['sec-fetch-site'] === undefined && wires.of(routedPath(url))?.takesAnyOrigin === true;
}

/** A form of our own pages sends `Origin: null` if the referrer policy hides the page, with `Sec-Fetch-Site: same-origin`. */
function mayChange(headers: IncomingHttpHeaders, known: KnownHosts): boolean {
  const { origin, host } = headers;
  const site = [headers['sec-fetch-site']].flat()[0]?.trim().toLowerCase();
  if (origin !== undefined && origin !== 'null') return known.trusts(origin, host);
  if (site === undefined) return origin === undefined;
  return site === 'same-origin' || site === 'none';
}
