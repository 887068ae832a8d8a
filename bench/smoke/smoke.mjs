import { ROWS } from '../rows/index.mjs';
import { runRows } from '../run/rows.mjs';

const SHORT = { rounds: 1, seconds: 0.2, warmUp: 0, peers: false, isGrowing: false, sessions: 6 };

/**
 * Runs each row once, briefly, and checks that it runs and how many statements and round trips a request needs. It does not
 * check times, because the machine may be busy. The last line is `N passed, N failed`.
 * @returns the exit code
 */
export async function smoke({ build, options }) {
  const { rows, failures } = await runRows({ build, options: { ...SHORT, only: options.only } });
  const faults = failures.map(({ id, error }) => `${id}: ${error.message}`);
  for (const row of rows) faults.push(...faultsOf(row, ROWS.find(({ id }) => id === row.name).most));
  for (const fault of faults) console.error(`✗ ${fault}`);
  const failed = new Set(faults.map((fault) => fault.split(':')[0])).size;
  console.log(`${rows.length + failures.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function faultsOf(row, most = {}) {
  return Object.entries(most)
    .filter(([key, largest]) => row[key] > largest)
    .map(
      ([key, largest]) => `${row.name}: ${row[key]} ${key} a request, at most ${largest}:\n  ${row.texts.join('\n  ')}`,
    );
}
