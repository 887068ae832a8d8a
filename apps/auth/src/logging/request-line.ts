/** What the lines of requests have as their `context`. */
export const REQUEST_CONTEXT = 'Request';

/** The log line of a request. Its fields are written in this order; one that is undefined is left out. */
export class RequestLine {
  readonly context = REQUEST_CONTEXT;
  readonly requestId: string;
  readonly method: string;
  /** The pattern of the route instead of the URL, because URLs carry ids; `null` where there is no route. */
  readonly route: string | null;
  readonly aborted: true | undefined;
  readonly status: number | undefined;
  readonly milliseconds: number;
  readonly dialect: string | undefined;
  readonly ownerId: string | undefined;
  readonly traceId: string | undefined;

  constructor({ requestId, method, route, status, milliseconds, dialect, ownerId, traceId }: EndedRequest) {
    this.requestId = requestId;
    this.method = method;
    this.route = route;
    this.aborted = status === null ? true : undefined;
    this.status = status ?? undefined;
    this.milliseconds = milliseconds;
    this.dialect = dialect ?? undefined;
    this.ownerId = ownerId ?? undefined;
    this.traceId = traceId ?? undefined;
  }
}

/** A request that has ended, as its line tells of it. */
interface EndedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly route: string | null;
  /** `null` when the client went away before the answer was sent. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** The wire that the route belongs to. */
  readonly dialect: string | null;
  /** The uuid of the owner whose credential came with it. */
  readonly ownerId: string | null;
  /** The trace that it belongs to. */
  readonly traceId: string | null;
}
