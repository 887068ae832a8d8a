// What outsiders see: a public ruleset reads openapi.json, a client generated from it takes one journey per dialect,
// and a browser uses Swagger UI. Run by .ci/run. The last line it prints is `N passed, N failed`.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../apps/auth/bin/prepare.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'portero-published-'));
const outcomes = [];

const { entry } = await prepare({ tell: console.log });
run('npm', ['ci', '--no-audit', '--no-fund']);
const service = await startService(fileURLToPath(entry('main')));
try {
  await check('openapi.json is clean under a strict public ruleset', lint);
  await check('a generated client compiles under strict and takes its journeys', generatedClient);
  await check('Swagger UI works in a browser', browse);
} finally {
  service.child.kill('SIGTERM');
  await service.exited;
  rmSync(scratch, { recursive: true, force: true });
}
const failed = outcomes.filter((passed) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function check(name, body) {
  try {
    await body();
    outcomes.push(true);
    console.log(`✓ ${name}`);
  } catch (error) {
    outcomes.push(false);
    console.log(`✗ ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stack}`);
  }
}

function lint() {
  run(bin('spectral'), [
    'lint',
    join(root, 'openapi.json'),
    '--ruleset',
    join(here, 'ruleset.yaml'),
    '--fail-severity',
    'warn',
  ]);
}

function generatedClient() {
  run(bin('openapi-typescript'), [join(root, 'openapi.json'), '-o', join(here, 'generated/api.d.ts')]);
  run(bin('tsc'), ['-p', join(here, 'tsconfig.json'), '--outDir', join(here, 'generated/out')]);
  run(process.execPath, [join(here, 'generated/out/journeys.mjs'), service.origin]);
}

async function browse() {
  const { tryInBrowser } = await import('./browser.mjs');
  await tryInBrowser(service.origin, process.env['SCREENSHOTS'] ?? scratch);
}

function bin(name) {
  return join(here, 'node_modules/.bin', name);
}

function run(command, parameters) {
  return execFileSync(command, parameters, { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

async function startService(main) {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: join(scratch, 'data'),
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'off',
  };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  for (let wait = 0; wait < 600 && child.exitCode === null; wait += 1) {
    const ready = await fetch(`${origin}/readyz`).catch(() => null);
    if (ready?.ok) return { child, exited, origin };
    await delay(100);
  }
  child.kill('SIGKILL');
  throw new Error('The service did not start');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
