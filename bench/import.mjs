// `node bench/import.mjs` measures rows per second, CPU time and memory of `portero users import` into a separate PostgreSQL
// server. Run `npm run build` first.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/support/postgres/postgres-server.mjs';
import { makeKeys } from './world/keys.mjs';
import { runCommand, settingsOf } from './service/portero.mjs';

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SAMPLE_MS = 250;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    format: { type: 'string', default: 'ndjson' },
    build: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), '..') },
  },
});
const rows = Number(values.rows);
const folder = await mkdtemp(join(tmpdir(), 'portero-bench-import-'));
const postgres = await startPostgres({ durable: true, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } });
try {
  const file = join(folder, `users.${values.format}`);
  await writeRows(file);
  const world = { build: resolve(values.build), settings: await migrated() };
  const owner = await runCommand(world, ['owners', 'create', '--email', 'bench@import.example', '--name', 'Bench']);
  console.log(JSON.stringify(await measured(world, ['users', 'import', file, '--owner', owner.owner.uuid, '--json'])));
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function migrated() {
  const databaseUrl = await postgres.createDatabase('bench');
  const settings = settingsOf({ databaseUrl, dataFolder: folder, keys: makeKeys() });
  await runCommand({ build: resolve(values.build), settings }, ['migrate']);
  return settings;
}

/** The columns of a Laravel user: id, e-mail, name, dates and a bcrypt hash. */
function rowOf(n) {
  const bytes = createHash('sha512').update(`${n}`).digest();
  const hash = Array.from({ length: 53 }, (_, at) => ALPHABET[bytes[at] & 63]).join('');
  return {
    externalId: `${n}`,
    email: `user${n}@shop-${n % 1000}.example`,
    emailVerified: n % 10 !== 0,
    name: `Ana${n % 500}`,
    surname: `Núñez ${n % 7000}`,
    createdAt: `20${10 + (n % 15)}-0${1 + (n % 9)}-1${n % 10}T0${n % 10}:11:12Z`,
    passwordHash: `$2y$10$${hash}`,
  };
}

async function writeRows(file) {
  const stream = createWriteStream(file);
  const isCsv = values.format === 'csv';
  if (isCsv) stream.write(`${Object.keys(rowOf(1)).join(',')}\n`);
  for (let n = 1; n <= rows; n += 1) {
    const row = rowOf(n);
    if (!stream.write(`${isCsv ? Object.values(row).join(',') : JSON.stringify(row)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

async function measured({ build, settings }, words) {
  const before = await postgresSeconds();
  const begun = performance.now();
  const child = spawn(process.execPath, [join(build, 'dist/apps/cli/src/main.js'), ...words], {
    env: settings,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [answer, commandSeconds] = ['', 0];
  const memory = [];
  child.stdout.on('data', (piece) => (answer += piece));
  const timer = setInterval(async () => {
    const [seconds, megabytes] = await Promise.all([secondsOf(child.pid), megabytesOf(child.pid)]).catch(() => []);
    if (!megabytes) return;
    commandSeconds = seconds;
    memory.push(megabytes);
  }, SAMPLE_MS);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  if (code !== 0) throw new Error(`The import ended with ${code}`);
  const seconds = (performance.now() - begun) / 1000;
  const { read, created, rejected } = JSON.parse(answer);
  const at = (share) => memory[Math.min(memory.length - 1, Math.floor(memory.length * share))];
  return {
    ...{ read, created, rejected, seconds: Math.round(seconds * 10) / 10, rowsPerSecond: Math.round(read / seconds) },
    ...{ cpuSecondsCommand: commandSeconds, cpuSecondsPostgres: Math.round((await postgresSeconds()) - before) },
    memoryMB: { quarter: at(0.25), half: at(0.5), threeQuarters: at(0.75), most: Math.max(...memory) },
  };
}

/** CPU time of the server's live processes and of its ended children. */
async function postgresSeconds() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const fields = new Map(stats.map((text, at) => [pids[at], text.split(') ').at(-1).split(' ')]));
  const port = String(postgres.port);
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  const root = pids.find((_, at) => commands[at].includes(`-p\0${port}\0`));
  const children = pids.filter((pid) => fields.get(pid)[1] === root);
  const own = fields.get(root).slice(11, 15).map(Number);
  return (
    [own, ...children.map((pid) => fields.get(pid).slice(11, 13).map(Number))].flat().reduce((a, b) => a + b) / 100
  );
}

async function secondsOf(pid) {
  const [user, system] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1).split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

async function megabytesOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024);
}
