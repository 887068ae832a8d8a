import { availableParallelism } from 'node:os';

/** More would not be quicker: the longest job decides. */
const MOST = 4;

/**
 * Runs jobs in their order, as many at once as there are cores.
 *
 * @param jobs functions that answer an outcome
 * @returns the outcomes, in the order of the jobs
 */
export async function runInLanes(jobs) {
  const outcomes = [];
  const waiting = [...jobs.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, job] = next;
      outcomes[index] = await job();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), MOST, jobs.length) }, lane));
  return outcomes;
}
