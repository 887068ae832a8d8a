import type { RequestObserver } from '../http/request-end';
import type { Metrics } from './metrics.service';

/** Methods that have a label of their own; any other is `_OTHER`, as OpenTelemetry has it. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures every request. Requests without a route share one label, so that nobody can make labels. */
export function requestMetrics({ instruments }: Pick<Metrics, 'instruments'>): RequestObserver {
  return ({ method }) =>
    ({ route, status, milliseconds, isStream }) => {
      // A stream would say nothing about how quick the service is.
      if (isStream) return;
      const labels = {
        http_request_method: METHODS.has(method) ? method : '_OTHER',
        http_route: route ?? 'unknown',
        http_response_status_code: status === null ? '' : String(status),
      };
      instruments.requests.observe(labels, milliseconds / 1000);
    };
}
