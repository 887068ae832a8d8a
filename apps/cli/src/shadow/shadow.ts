import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { compareAnswers } from '../traffic/compare-answers';
import type { Exchange } from '../traffic/exchange';
import { maskAnswer, maskExchange } from '../traffic/mask';
import { sendRequest } from '../traffic/send-request';
import { ValueMap } from '../traffic/value-map';
import type { ReplayedExchange } from '../parity/replay-recording';
import { forwardRequest } from './forward-request';
import { Routes, shadowMetrics, type ShadowOutcome } from './shadow-metrics';
import { type ShadowBounds, ShadowQueue } from './shadow-queue';

/** The services of a shadow. */
export interface ShadowOptions extends ShadowBounds {
  readonly old: URL;
  readonly new: URL;
  /** Whether Portero also gets requests that change data. */
  readonly writes: boolean;
  readonly timeoutMs: number;
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The maximum number of differing exchanges in a report, per route and in total. */
const SHOWN_OF_ROUTE = 20;
const SHOWN = 500;

/** Forwards live traffic to the old back end, and sends a copy to Portero, whose answers are only compared. */
export class Shadow {
  readonly metrics = shadowMetrics();
  readonly server: Server;
  /** Masked, the first of each route. */
  readonly different: ReplayedExchange[] = [];
  readonly counts: Record<ShadowOutcome, number> = { same: 0, different: 0, failed: 0, dropped: 0, not_asked: 0 };

  private readonly routes = new Routes();
  private readonly shownOf = new Map<string, number>();
  private readonly values = new ValueMap();
  private readonly queue: ShadowQueue;

  constructor(private readonly options: ShadowOptions) {
    this.queue = new ShadowQueue(options);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Resolves when all accepted requests are compared. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    await closed;
    await this.queue.drained();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const forwarded = await forwardRequest(this.options.old, request, response);
    if (forwarded === null) return;
    const { exchange } = forwarded;
    if (exchange === null || (!this.options.writes && !READS.has(method))) {
      this.count(method, path, 'not_asked');
      return;
    }
    const recorded = { method, path, headers, body: exchange.sent };
    const isTaken = this.queue.add(() =>
      this.compare({ name: `${method} ${this.routes.of(path)}`, request: recorded, response: exchange.answer }),
    );
    if (!isTaken) this.count(method, path, 'dropped');
    this.metrics.waiting.set(this.queue.length);
  }

  /** Never throws. Failures beside the traffic are counted. */
  private async compare(exchange: Exchange): Promise<void> {
    const { method, path } = exchange.request;
    this.metrics.waiting.set(this.queue.length);
    try {
      const sent = this.values.request(exchange.request);
      const actual = await sendRequest(this.options.new, sent, this.options.timeoutMs);
      const differences = compareAnswers(exchange.response, actual, this.values);
      this.count(method, path, differences.length === 0 ? 'same' : 'different');
      if (differences.length === 0) return;
      const route = this.routes.of(path);
      for (const { at } of differences)
        this.metrics.differences.inc({ method, route, at: at.replaceAll(/\.\d+/gu, '.n').slice(0, 60) });
      this.keep(`${method} ${route}`, { recorded: maskExchange(exchange), actual: maskAnswer(actual), differences });
    } catch {
      this.count(method, path, 'failed');
    }
  }

  private keep(route: string, exchange: ReplayedExchange): void {
    const shown = this.shownOf.get(route) ?? 0;
    if (shown >= SHOWN_OF_ROUTE || this.different.length >= SHOWN) return;
    this.shownOf.set(route, shown + 1);
    this.different.push(exchange);
  }

  private count(method: string, path: string, outcome: ShadowOutcome): void {
    this.counts[outcome] += 1;
    this.metrics.requests.inc({ method, route: this.routes.of(path), outcome });
  }
}
