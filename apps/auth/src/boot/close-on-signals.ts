import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@portero/config';
import { flushOutput } from '../logging/buffered-output';

/**
 * Ends the process cleanly on Ctrl-C and SIGTERM: open requests are answered, the database is closed. A second signal,
 * or too long a wait, ends it at once.
 */
export function closeOnSignals(app: NestFastifyApplication, { http }: Settings): void {
  let closing = false;
  const close = (): void => {
    if (closing) process.exit(1);
    closing = true;
    setTimeout(() => process.exit(1), http.shutdownTimeoutSeconds * 1000).unref();
    app
      .close()
      .then(flushOutput)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}
