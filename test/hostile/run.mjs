// `npm run search:hostile [-- --seed n] [--requests n] [--mode documented|hardened]`: sends bad requests to every
// operation of the built service on a separate PostgreSQL server, 20,000 in each mode, and prints its findings.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { prepare, root } from '../../apps/auth/bin/prepare.mjs';

const USAGE = 'npm run search:hostile -- [--seed <number>] [--requests <number>] [--mode documented|hardened]';

const { seed, requests, modes } = readOptions();
await prepare();
// Imported here and not at the top, because its packages may have been installed only now.
const { startPostgres } = await import('../support/postgres/postgres-server.mjs');
const folder = await mkdtemp(join(tmpdir(), 'portero-search-'));
const report = join(folder, 'report.jsonl');
const postgres = await startPostgres();
const vitest = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'slow-server', 'hostile-search'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      TEST_DATABASE_URL: postgres.url,
      HOSTILE_REPORT: report,
      HOSTILE_SEED: seed,
      HOSTILE_REQUESTS: requests,
      HOSTILE_MODES: modes,
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vitest.kill(signal));
const [code] = await once(vitest, 'exit');
const text = await readFile(report, 'utf8').catch(() => '');
await Promise.all([postgres.stop(), rm(folder, { recursive: true, force: true })]);
console.log(`\n${tableOf(text.split('\n').filter(Boolean).map(JSON.parse))}`);
process.exit(code ?? 1);

function readOptions() {
  try {
    const options = { seed: { type: 'string' }, requests: { type: 'string' }, mode: { type: 'string' } };
    const { values } = parseArgs({ options });
    const { seed = '20261127', requests = '20000', mode = 'both' } = values;
    if (!/^\d{1,9}$/u.test(seed) || !/^\d{1,9}$/u.test(requests)) throw new Error('A number is expected.');
    if (!['documented', 'hardened', 'both'].includes(mode)) throw new Error(`There is no mode ${mode}.`);
    return { seed, requests, modes: mode === 'both' ? 'documented,hardened' : mode };
  } catch (error) {
    console.error(`${error.message}\nUsage: ${USAGE}`);
    process.exit(2);
  }
}

function tableOf(reports) {
  const head =
    '| mode | seed | requests | operations | of them with success | statuses | longest turn | longest delay | complaints |';
  const rows = reports.map((each) => {
    const statuses = Object.entries(each.statuses).map(([status, count]) => `${count} × ${status}`);
    const times = [each.longestTurnMs, each.longestDelayMs].map((ms) => `${Math.round(ms)} ms`);
    const cells = [each.mode, each.seed, each.requests, each.operations, each.succeeded.length];
    return `| ${[...cells, statuses.join(', '), ...times, each.complaints.length].join(' | ')} |`;
  });
  return [head, `| ${Array.from({ length: 9 }, () => '---').join(' | ')} |`, ...rows].join('\n');
}
