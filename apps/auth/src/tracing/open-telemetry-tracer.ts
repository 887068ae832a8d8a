import type * as OpenTelemetry from '@opentelemetry/api';
import type { AddAttributes, CallerHeaders, OpenSpan, Tracer, Work } from '@portero/database';

/** The part of OpenTelemetry's API that spans need. Its types cost nothing; the module is loaded only where traces are on. */
type Api = Pick<
  typeof OpenTelemetry,
  'context' | 'propagation' | 'ROOT_CONTEXT' | 'SpanKind' | 'SpanStatusCode' | 'trace'
>;

/** Spans of OpenTelemetry. */
export class OpenTelemetryTracer implements Tracer {
  private readonly tracer: OpenTelemetry.Tracer;
  private readonly kinds;

  constructor(private readonly api: Api) {
    this.tracer = api.trace.getTracer('portero');
    this.kinds = { internal: api.SpanKind.INTERNAL, client: api.SpanKind.CLIENT, server: api.SpanKind.SERVER };
  }

  begin(work: Work, caller: CallerHeaders | null): OpenSpan {
    const { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace } = this.api;
    const parent = caller === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, caller);
    const span = this.start(work, parent);
    const own = trace.setSpan(parent, span);
    return {
      get isCurrent() {
        return trace.getActiveSpan() === span;
      },
      run: (running) => context.with(own, running),
      end(attributes, failed) {
        span.setAttributes(attributes);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  async run<T>(work: Work, run: (add: AddAttributes) => Promise<T>): Promise<T> {
    const { context, SpanStatusCode, trace } = this.api;
    const active = context.active();
    if (work.shown === 'inside' && trace.getSpan(active) === undefined) return run(() => undefined);
    const span = this.start(work, active);
    try {
      return await context.with(trace.setSpan(active, span), () => run((attributes) => span.setAttributes(attributes)));
    } catch (error) {
      // The message may quote values.
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error instanceof Error) span.setAttribute('error.type', error.name);
      throw error;
    } finally {
      span.end();
    }
  }

  headers(): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    this.api.propagation.inject(this.api.context.active(), headers);
    return headers;
  }

  traceId(): string | null {
    return this.api.trace.getActiveSpan()?.spanContext().traceId ?? null;
  }

  isRecording(): boolean {
    return this.api.trace.getActiveSpan()?.isRecording() ?? false;
  }

  private start({ name, kind = 'internal', attributes = {} }: Work, parent: OpenTelemetry.Context): OpenTelemetry.Span {
    return this.tracer.startSpan(name, { kind: this.kinds[kind], attributes }, parent);
  }
}
