import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.service';

/** Methods that have a label of their own; any other is `_OTHER`, as OpenTelemetry has it. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures every request. Requests without a route share one label, so that nobody can make labels. */
export function registerRequestMetrics(server: FastifyInstance, { instruments }: Pick<Metrics, 'instruments'>): void {
  server.addHook('onRequest', (request, { raw }, done) => {
    const begun = performance.now();
    raw.once('close', () => {
      // A stream lasts as long as its reader wants: it would say nothing about how quick the service is.
      if (raw.getHeader('content-type') === 'text/event-stream') return;
      const labels = {
        http_request_method: METHODS.has(request.method) ? request.method : '_OTHER',
        http_route: request.routeOptions.url ?? 'unknown',
        http_response_status_code: raw.writableFinished ? String(raw.statusCode) : '',
      };
      instruments.requests.observe(labels, (performance.now() - begun) / 1000);
    });
    done();
  });
}
