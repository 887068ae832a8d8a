/** The attributes of a span. No value may hold personal data or a secret. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that a trace may show. */
export interface Work {
  /** With few different values: the pattern of a route, the name of a statement. */
  readonly name: string;
  /** `client`: an outgoing call; `server`: an incoming request. `internal` by default. */
  readonly kind?: 'internal' | 'client' | 'server';
  readonly attributes?: SpanAttributes;
  /** `inside`: recorded only as a part of other work. `anywhere` (the default): it may begin a trace. */
  readonly shown?: 'inside' | 'anywhere';
}

/** Adds to the span of the running work. */
export type AddAttributes = (attributes: SpanAttributes) => void;

/** The span of work that begins and ends in callbacks, such as a request. */
export interface OpenSpan {
  /** Whether it is the current span. */
  readonly isCurrent: boolean;
  /** Runs code inside this span. */
  run<T>(work: () => T): T;
  end(attributes: SpanAttributes, failed: boolean): void;
}

/** Headers of a request in Node's form. */
export type CallerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Makes spans. */
export interface Tracer {
  /** @param caller whose W3C Trace Context the work belongs to; `null` begins a trace */
  begin(work: Work, caller: CallerHeaders | null): OpenSpan;
  run<T>(work: Work, run: (add: AddAttributes) => Promise<T>): Promise<T>;
  /** W3C Trace Context of the running work. */
  headers(): Readonly<Record<string, string>>;
  /** Of the running work, 32 hex digits. */
  traceId(): string | null;
  /** Whether the span of the running work will be sent: sampling may have dropped it. */
  isRecording(): boolean;
}

let tracer: Tracer | null = null;

/** Sets the tracer; `null` for none. */
export function useTracer(used: Tracer | null): void {
  tracer = used;
}

/** Whether there is a tracer. */
export function isTraced(): boolean {
  return tracer !== null;
}

/** Whether the running work is recorded; `false` without a tracer, outside of spans and where sampling dropped the trace. */
export function isRecorded(): boolean {
  return tracer?.isRecording() ?? false;
}

/** Begins a span for an incoming request; `null` without a tracer. */
export function beginSpan(work: Work, caller: CallerHeaders | null): OpenSpan | null {
  return tracer?.begin(work, caller) ?? null;
}

/** Runs work as a span of the current trace. Without a tracer it costs nothing. */
export function traced<T>(work: Work, run: (add: AddAttributes) => Promise<T>): Promise<T> {
  return tracer === null ? run(ignore) : tracer.run(work, run);
}

/** The headers that pass the current trace to another service; none without a tracer. */
export function traceHeaders(): Readonly<Record<string, string>> {
  return tracer?.headers() ?? {};
}

/** The current trace; `null` for none. */
export function currentTraceId(): string | null {
  return tracer?.traceId() ?? null;
}

function ignore(): void {
  // There is no tracer.
}
