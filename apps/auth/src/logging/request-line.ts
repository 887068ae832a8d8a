import type { RequestOrigin } from '@portero/identity';
import type { FastifyRequest } from 'fastify';
import type { RequestEnd } from '../http/requests/request-end';

/** What the lines of requests have as their `context`. */
export const REQUEST_CONTEXT = 'Request';

/** The log line of a request. Its fields are written in this order; one that is undefined is left out. */
export class RequestLine {
  readonly context = REQUEST_CONTEXT;
  readonly requestId: string;
  readonly method: string;
  /** The pattern of the route instead of the URL, because URLs contain ids; `null` without a route. */
  readonly route: string | null;
  /** Whether the client went away before the answer was sent. */
  readonly aborted: true | undefined;
  readonly status: number | undefined;
  readonly milliseconds: number;
  /** The wire that the route belongs to. */
  readonly dialect: string | undefined;
  /** The uuid of the owner whose credential came with it. */
  readonly ownerId: string | undefined;
  /** The trace that it belongs to. */
  readonly traceId: string | undefined;

  constructor(
    { id, method }: Pick<FastifyRequest, 'id' | 'method'>,
    { route, status, milliseconds }: Omit<RequestEnd, 'isStream'>,
    origin: RequestOrigin | null,
    traceId: string | null,
  ) {
    this.requestId = id;
    this.method = method;
    this.route = route;
    this.aborted = status === null ? true : undefined;
    this.status = status ?? undefined;
    this.milliseconds = Math.round(milliseconds);
    this.dialect = origin?.wire ?? undefined;
    this.ownerId = origin?.provenOwnerUuid ?? undefined;
    this.traceId = traceId ?? undefined;
  }
}
