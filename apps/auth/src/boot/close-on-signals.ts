import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@portero/config';
import { Readiness } from '../http/health/readiness.service';
import { SIGNALS } from './early-signals';
import { flushOutput } from '../logging/buffered-output';

/** Further work at the end of the process, after the service. It must not throw. */
type Ending = () => Promise<void>;

/**
 * Ends the process cleanly on Ctrl-C and SIGTERM. During `SHUTDOWN_DELAY` it still serves requests but reports that it
 * is not ready. Then it accepts no new connections, and open requests must end within `SHUTDOWN_TIMEOUT`. The exit code
 * is 0 if they did. A second signal ends it at once.
 */
export function closeOnSignals(app: NestFastifyApplication, { http }: Settings, atLast: Ending): void {
  const logger = new Logger('Shutdown');
  let closing = false;
  const close = async (): Promise<void> => {
    app.get(Readiness).drain();
    logger.log(`Draining: not ready for ${http.shutdownDelaySeconds} s, then no new connections`);
    await delay(http.shutdownDelaySeconds * 1000);
    setTimeout(() => process.exit(1), http.shutdownTimeoutSeconds * 1000).unref();
    await app.close();
    await atLast();
    await flushOutput();
  };
  const onSignal = (): void => {
    if (closing) process.exit(1);
    closing = true;
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
