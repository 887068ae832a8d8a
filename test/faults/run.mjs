// `npm run test:faults [-- <name> …]`: plays each fault in its long form against real parts, or only those whose name
// contains one of the words, and prints what clients saw. docs/reliability.md explains the table.
//   --short    the short forms, as .ci/run plays them
//   --write    replaces the rows of what was played in the table of docs/reliability.md
//   --minutes  how long the soak takes, 30 without it
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { prepare, root } from '../../apps/auth/bin/prepare.mjs';

const DOCUMENT = join(root, 'docs/reliability.md');
const BEGIN = '<!-- faults -->';
const END = '<!-- /faults -->';
const HEAD = '| fault | database | requests | failed | longest gap | recovered after | lost |';
const LINE = '| --- | --- | --- | --- | --- | --- | --- |';

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, write: { type: 'boolean' }, minutes: { type: 'string', default: '30' } },
});
const { short, write, minutes } = values;

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
    env: { ...process.env, FAULT_RESULTS: results, FAULTS: short ? 'short' : 'long', FAULT_MINUTES: minutes },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vitest.kill(signal));
const [code] = await once(vitest, 'exit');
const text = await readFile(results, 'utf8').catch(() => '');
await rm(folder, { recursive: true, force: true });
const rows = text.split('\n').filter(Boolean).map(rowOf);
console.log(['', HEAD, LINE, ...rows, ''].join('\n'));
if (write) await replaceRows(rows);
process.exit(code ?? 1);

function rowOf(line) {
  const { name, database, requests, failed, longestGapMs, recoveryMs, lost } = JSON.parse(line);
  const statuses = Object.entries(failed).map(([status, count]) => `${count} × ${status}`);
  const times = [longestGapMs, recoveryMs].map((ms) => `${(ms / 1000).toFixed(1)} s`);
  return `| ${[`\`${name}\``, database, requests, statuses.join(', ') || '0', ...times, lost].join(' | ')} |`;
}

// A row of a fault and database takes the place of its older one; the others stay.
async function replaceRows(fresh) {
  const document = await readFile(DOCUMENT, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const [table, after] = rest?.split(END) ?? [];
  if (table === undefined || after === undefined) throw new Error(`${DOCUMENT} has no ${BEGIN} and ${END}`);
  const keyOf = (row) =>
    row
      .split('|')
      .slice(1, 3)
      .map((cell) => cell.trim())
      .join(' ');
  const older = table.split('\n').filter((line) => line.startsWith('| `'));
  const all = new Map([...older, ...fresh].map((row) => [keyOf(row), row]));
  const sorted = [...all.keys()].sort().map((key) => all.get(key));
  await writeFile(DOCUMENT, [before, BEGIN, '\n\n', [HEAD, LINE, ...sorted].join('\n'), '\n\n', END, after].join(''));
}
