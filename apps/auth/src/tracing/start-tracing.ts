import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { useTracer } from '@portero/database';
import { productVersion } from '@portero/setup';
import { OpenTelemetryTracer } from './open-telemetry-tracer';

/** Longer, and a collector that hangs would keep the process from ending in time. */
const FLUSH_LIMIT_MS = 3000;

/** The time between two log lines about a collector that does not answer. */
const TOLD_EVERY_MS = 600_000;

/**
 * Starts tracing where it is set. The SDK is loaded here and nowhere else, so that it costs nothing where it is off.
 * @returns sends what is left and ends it; it never throws
 */
export async function startTracing(
  { enabled }: Settings['tracing'],
  logger: Pick<LoggerService, 'warn'>,
): Promise<() => Promise<void>> {
  if (!enabled) return () => Promise.resolve();
  const { api, core, NodeSDK, resources } = await import('@opentelemetry/sdk-node');
  const complain = sometimes((error) => {
    logger.warn(`Traces cannot be sent (${nameOf(error)}); they are dropped`, 'Tracing');
  });
  core.setGlobalErrorHandler(complain);
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({
      'service.name': 'portero',
      'service.version': productVersion(),
      'service.instance.id': randomUUID(),
    }),
    // Those of the process would send its command line.
    resourceDetectors: [resources.envDetector],
    textMapPropagator: new core.W3CTraceContextPropagator(),
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  useTracer(new OpenTelemetryTracer(api));
  return async () => {
    useTracer(null);
    const limit = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_LIMIT_MS).unref());
    await Promise.race([sdk.shutdown().catch(complain), limit]);
    api.trace.disable();
    api.context.disable();
    api.propagation.disable();
  };
}

/** Calls `tell` at most once in {@link TOLD_EVERY_MS}. */
function sometimes(tell: (error: unknown) => void): (error: unknown) => void {
  let toldAt = -Infinity;
  return (error) => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    tell(error);
  };
}

/** Its message may quote the URL, or what the collector answered. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? `${error.name} ${code}` : error.name;
}
