import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { closeWithConnection } from './queued-responses';

/** How a request ended. */
export interface RequestEnd {
  /** The pattern of its route; `null` where there is none. */
  readonly route: string | null;
  /** `null` when the client went away, or was too slow, before the answer was sent. */
  readonly status: number | null;
  /** From its headers to the end of its answer. */
  readonly milliseconds: number;
  /** Whether the answer was a stream, which lasts as long as its reader wants. */
  readonly isStream: boolean;
}

/** Called when a request begins. @returns what is called when it ended */
export type RequestObserver = (request: FastifyRequest) => (end: RequestEnd) => void;

/** Tells of each request when it begins, and when its connection is done with it. Call before whatever may answer. */
export function registerRequestEnd(server: FastifyInstance, observers: readonly RequestObserver[]): void {
  server.addHook('onRequest', (request, reply, done) => {
    observeRequest(request, reply, observers);
    done();
  });
}

/** The same for one request. */
export function observeRequest(
  request: FastifyRequest,
  { raw }: FastifyReply,
  observers: readonly RequestObserver[],
): void {
  const begun = performance.now();
  const unfinished = closeWithConnection(request.raw.socket, raw);
  const listeners = observers.map((observer) => observer(request));
  raw.once('close', () => {
    unfinished.delete(raw);
    const end = {
      route: request.routeOptions.url ?? null,
      status: raw.writableFinished ? raw.statusCode : null,
      milliseconds: performance.now() - begun,
      isStream: raw.getHeader('content-type') === 'text/event-stream',
    };
    for (const listener of listeners) listener(end);
  });
}
