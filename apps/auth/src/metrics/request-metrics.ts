import type { RequestObserver } from '../http/requests/request-end';
import type { Metrics } from './metrics.service';

/** Methods with their own label. Any other is `_OTHER`, as in OpenTelemetry. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures every request. Requests without a route share one label, so that clients cannot create labels. */
export function requestMetrics({ instruments }: Pick<Metrics, 'instruments'>): RequestObserver {
  return ({ method }) =>
    ({ route, status, milliseconds, isStream }) => {
      // A stream is not measured, because its reader decides how long it lasts.
      if (isStream) return;
      const labels = {
        http_request_method: METHODS.has(method) ? method : '_OTHER',
        http_route: route ?? 'unknown',
        http_response_status_code: status === null ? '' : String(status),
      };
      instruments.requests.observe(labels, milliseconds / 1000);
    };
}
