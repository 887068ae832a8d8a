import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite' with { 'resolution-mode': 'import' };

/** How long the database may keep timers and sockets waiting. */
const TURN_MS = 5;

/**
 * PGlite answers from microtasks, so a busy one never lets the event loop turn: requests are not read and timers don't fire.
 * This lets it turn after five milliseconds of the database's work.
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
