import { Counter, Gauge, Registry } from 'prom-client';

/** The outcome of a shadowed request. */
export type ShadowOutcome = 'same' | 'different' | 'failed' | 'dropped' | 'not_asked';

/** The metrics of a shadow. No label contains data of a user. */
export function shadowMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'portero_shadow_requests_total',
      help: 'Requests that went to the old back end, by what comparing its answer with that of Portero gave.',
      labelNames: ['method', 'route', 'outcome'],
      registers,
    }),
    differences: new Counter({
      name: 'portero_shadow_differences_total',
      help: 'Differences between the answers, by where they are.',
      labelNames: ['method', 'route', 'at'],
      registers,
    }),
    waiting: new Gauge({
      name: 'portero_shadow_waiting',
      help: 'Requests that wait to be asked of Portero.',
      registers,
    }),
  };
}

/** The maximum number of routes as labels. Others are `other`, so that a scanner cannot fill the memory. */
const MOST_ROUTES = 200;

/** The routes of requests: paths without ids and names. */
export class Routes {
  private readonly known = new Set<string>();

  of(path: string): string {
    const route = (path.split('?')[0] ?? '')
      .split('/')
      .map((part) => (/\d|%|@/u.test(part) && !/^v\d{1,2}$/u.test(part) ? ':id' : part.slice(0, 40)))
      .join('/');
    if (!this.known.has(route) && this.known.size >= MOST_ROUTES) return 'other';
    this.known.add(route);
    return route;
  }
}
