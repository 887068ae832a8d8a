import { setTimeout as delay } from 'node:timers/promises';

/** More than it takes to try a code on an idle machine. */
const LEAST_MS = 100;

/**
 * Runs `work`; when it fails, the failure takes at least 100 ms. What is written for an existing account and for an unknown one
 * differs too much for equal times otherwise.
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
