import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isTransactionConflict } from './database-errors';

const MOST_ATTEMPTS = 4;
/** The longest pause after the first attempt; it doubles with each. */
const FIRST_PAUSE_MS = 20;

/**
 * Runs a transaction or a single statement, and retries it when the server rolled it back because of a conflict: at
 * most four times, with random pauses, so that the same two do not conflict again.
 *
 * @throws what the last attempt threw
 */
export async function repeatAfterConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count === MOST_ATTEMPTS || !isTransactionConflict(error)) throw error;
      await delay(randomInt(1, FIRST_PAUSE_MS * 2 ** count));
    }
  }
}
