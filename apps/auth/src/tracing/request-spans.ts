import { beginSpan, isTraced, type OpenSpan } from '@portero/database';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TrustedProxies } from '../http/requests/trusted-proxies';

const SPAN = Symbol('span');

/** A request that is traced. */
interface TracedRequest extends FastifyRequest {
  [SPAN]?: OpenSpan | undefined;
}

/** Asked every few seconds; they would hide everything else. */
const UNTRACED: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/**
 * Makes every request a span: in the trace that a trusted proxy names, otherwise in one of its own. It is named by the
 * pattern of its route, because URLs carry ids and secrets. Call before whatever may answer.
 */
export function registerRequestSpans(server: FastifyInstance, proxies: TrustedProxies): void {
  if (!isTraced()) return;
  server.decorateRequest(SPAN);
  server.addHook('onRequest', (request: TracedRequest, { raw }, done) => {
    const span = begin(request, proxies);
    if (span === null) {
      done();
      return;
    }
    request[SPAN] = span;
    raw.once('close', () => {
      const answered = raw.writableFinished;
      span.end(answered ? { 'http.response.status_code': raw.statusCode } : {}, !answered || raw.statusCode >= 500);
    });
    span.run(done);
  });
  // What a body was waited for runs in the context of its connection, which serves other requests too.
  server.addHook('preValidation', (request: TracedRequest, _reply, done) => {
    const span = request[SPAN];
    if (span === undefined || span.isCurrent) done();
    else span.run(done);
  });
}

function begin({ method, raw, routeOptions }: FastifyRequest, proxies: TrustedProxies): OpenSpan | null {
  const route = routeOptions.url ?? null;
  if (route !== null && UNTRACED.has(route)) return null;
  const work = {
    name: route === null ? method : `${method} ${route}`,
    kind: 'server' as const,
    attributes: { 'http.request.method': method, ...(route === null ? {} : { 'http.route': route }) },
  };
  return beginSpan(work, proxies.trusts(raw.socket.remoteAddress) ? raw.headers : null);
}
