import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite' with { 'resolution-mode': 'import' };

/** How long the database may delay timers and sockets. */
const TURN_MS = 5;

/**
 * PGlite answers in microtasks, so a busy database blocks the event loop: requests are not read and timers do not fire.
 * This yields to the event loop after five milliseconds of the database's work.
 */
export function yieldToEventLoop(database: PGlite): void {
  const execute = database.execProtocolStream.bind(database);
  let turnBegan = performance.now();
  database.execProtocolStream = async (message, options) => {
    const messages = await execute(message, options);
    if (performance.now() - turnBegan > TURN_MS) {
      await setImmediate();
      turnBegan = performance.now();
    }
    return messages;
  };
}
