// `npm run test:faults [-- <name> …]`: plays each fault in its long form against real parts, or only those whose name
// contains one of the words, and prints what clients saw. docs/reliability.md explains the table.
//   --short    the short forms, as .ci/run plays them
//   --write    replaces the table of docs/reliability.md
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { prepare, root } from '../../apps/auth/bin/prepare.mjs';

const DOCUMENT = join(root, 'docs/reliability.md');
const BEGIN = '<!-- faults -->';
const END = '<!-- /faults -->';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const short = process.argv.includes('--short');
const write = process.argv.includes('--write');

await prepare();
const folder = await mkdtemp(join(tmpdir(), 'portero-faults-'));
const results = join(folder, 'results.jsonl');
const pattern = words.map((word) => word.replace(/[^\w-]/gu, '.')).join('|');
const vitest = spawn(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...['--project', 'faults'],
    ...(pattern === '' ? [] : ['-t', pattern]),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FAULT_RESULTS: results, FAULTS: short ? 'short' : 'long' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vitest.kill(signal));
const [code] = await once(vitest, 'exit');
const text = await readFile(results, 'utf8').catch(() => '');
await rm(folder, { recursive: true, force: true });
const table = tableOf(
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line)),
);
console.log(`\n${table}`);
if (write) await replaceTable(table);
process.exit(code ?? 1);

function tableOf(rows) {
  const head = '| fault | database | requests | failed | longest gap | recovered after | lost |';
  const lines = rows.map(({ name, database, requests, failed, longestGapMs, recoveryMs, lost }) => {
    const statuses = Object.entries(failed).map(([status, count]) => `${count} × ${status}`);
    const times = [longestGapMs, recoveryMs].map((ms) => `${(ms / 1000).toFixed(1)} s`);
    return `| ${[`\`${name}\``, database, requests, statuses.join(', ') || '0', ...times, lost].join(' | ')} |`;
  });
  return [head, '| --- | --- | --- | --- | --- | --- | --- |', ...lines].join('\n');
}

async function replaceTable(rows) {
  const document = await readFile(DOCUMENT, 'utf8');
  const [before] = document.split(BEGIN);
  const [, after] = document.split(END);
  if (before === undefined || after === undefined) throw new Error(`${DOCUMENT} has no ${BEGIN} and ${END}`);
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${rows}\n\n${END}${after}`);
}
