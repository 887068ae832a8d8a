import { readFileSync } from 'node:fs';

/** The calling thread's scheduling figures (Linux): its first number is the time on the processor, in nanoseconds. */
const SCHEDULE = '/proc/thread-self/schedstat';

/**
 * Milliseconds of processor time that this thread has used. Other threads and other processes do not count, so the figure
 * stays true on a busy machine.
 */
export function threadMilliseconds(): number {
  return Number(readFileSync(SCHEDULE, 'utf8').split(' ')[0]) / 1e6;
}
