import { availableParallelism } from 'node:os';

/** More would not be faster, because the longest job determines the total time. */
const MOST = 4;

/** Specs wait for databases, timers and other processes about as long as they compute. */
const BESIDE_CORES = 1;

/**
 * Runs jobs in their order, several at a time.
 *
 * @param jobs functions that return an outcome
 * @param besideCores how many more at a time than there are cores
 * @returns the outcomes, in the order of the jobs
 */
export async function runInLanes(jobs, besideCores = BESIDE_CORES) {
  const outcomes = [];
  const waiting = [...jobs.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, job] = next;
      outcomes[index] = await job();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism() + besideCores, MOST, jobs.length) }, lane));
  return outcomes;
}
