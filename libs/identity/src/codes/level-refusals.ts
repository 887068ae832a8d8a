import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a try of a code takes on an idle machine. */
const LEAST_MS = 100;

/**
 * Runs `work`; if it fails, the failure takes at least 100 ms. Otherwise the times would differ, because more is
 * written for an existing account than for an unknown one.
 */
export async function levelRefusals<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } catch (error) {
    await delay(Math.max(0, LEAST_MS - (performance.now() - begun)));
    throw error;
  }
}
