import { readFileSync } from 'node:fs';

/** The calling thread's scheduling figures (Linux). The first number is its CPU time in nanoseconds. */
const SCHEDULE = '/proc/thread-self/schedstat';

/**
 * Milliseconds of CPU time that this thread has used. Other threads and processes do not count, so the figure is correct on a
 * busy machine too.
 */
export function threadMilliseconds(): number {
  return Number(readFileSync(SCHEDULE, 'utf8').split(' ')[0]) / 1e6;
}
