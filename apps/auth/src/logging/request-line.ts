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
  readonly traceId: string | undefined;

  /**
   * @param status `null` when the client went away before the answer was sent
   * @param traceId the trace that a trusted proxy says it belongs to
   */
  constructor(
    requestId: string,
    method: string,
    route: string | null,
    status: number | null,
    milliseconds: number,
    traceId: string | null = null,
  ) {
    this.requestId = requestId;
    this.method = method;
    this.route = route;
    this.aborted = status === null ? true : undefined;
    this.status = status ?? undefined;
    this.milliseconds = milliseconds;
    this.traceId = traceId ?? undefined;
  }
}
