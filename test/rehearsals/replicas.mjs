// Repeats an operator's upgrade without containers: two replicas on one PostgreSQL and one Redis behind nginx are each
// restarted three times under traffic. The last line is `N passed, N failed`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { prepare, root } from '../../apps/auth/bin/prepare.mjs';
import { freePort } from '../support/service/free-port.mjs';
import { startProxy } from '../image/proxy.mjs';
import { Traffic } from '../image/traffic.mjs';
import { startPostgres } from '../support/postgres/postgres-server.mjs';

const ROUNDS = 3;
const WORKERS = 3;
const START_LIMIT_MS = 120_000;
/** The number of wrong passwords that one network may try for one account before it has to wait. */
const GUESSES = 10;
const scratch = mkdtempSync(join(tmpdir(), 'portero-rehearsal-'));
const running = new Set();

try {
  await prepare();
  await rehearse();
  console.log('1 passed, 0 failed');
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  for (const child of running) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
}

async function rehearse() {
  const server = await startPostgres();
  const pods = new Set();
  const proxy = await startProxy(join(scratch, 'nginx'), pods);
  const world = { pods, proxy, env: await settings(server) };
  try {
    for (let count = 0; count < 2; count += 1) await addPod(world);
    await underTraffic(world);
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

async function settings(server) {
  const port = await freePort();
  start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', scratch], {});
  return {
    DATABASE_URL: await server.createDatabase('rehearsal'),
    REDIS_URL: `redis://127.0.0.1:${port}`,
    MASTER_KEY: randomBytes(32).toString('base64'),
    CONTRACT_MODE: 'documented',
    PUBLIC_URL: 'http://auth.portero.test',
    HOST: '127.0.0.1',
    TRUSTED_PROXIES: '127.0.0.1/32',
    LIMIT_REQUESTS: '1000000',
    // A generous timeout for a busy machine. The test checks that both replicas count together, not their speed.
    LIMIT_STORE_TIMEOUT: '1000',
    LOG_LEVEL: 'warn',
    ARGON2_MEMORY_KIB: '1024',
    ARGON2_TIME: '1',
    SHUTDOWN_DELAY: '2',
  };
}

async function underTraffic(world) {
  const { proxy, env } = world;
  const home = await (await fetch(proxy.origin, { headers: { accept: 'application/json' } })).json();
  const command = start(
    process.execPath,
    [program('cli'), 'owners', 'rotate-secret', home.defaultOwner, '--json'],
    env,
  );
  assert.deepEqual(await once(command.child, 'close'), [0, null], command.output());
  const { secret } = JSON.parse(command.output());
  const traffic = new Traffic(proxy.origin, { uuid: home.defaultOwner, secret });
  const users = [];
  for (let place = 0; place < WORKERS; place += 1) users.push(await traffic.newUser(place));
  const guessed = await traffic.newUser('guessed');
  traffic.start(users);
  const before = await guess(proxy.origin, guessed, 3 * GUESSES);
  assert.deepEqual(
    before,
    [...Array(GUESSES).fill(401), ...Array(2 * GUESSES).fill(429)],
    'two replicas count together',
  );
  for (let round = 0; round < ROUNDS; round += 1) await restartEach(world);
  const after = await guess(proxy.origin, guessed, 4);
  assert.deepEqual(after, Array(4).fill(429), 'a restart keeps the counts');
  await delay(1000);
  await traffic.stopUsers();
  await traffic.stop();
  const parts = [...traffic.counts].map(([operation, count]) => `${count} ${operation}`).join(', ');
  console.log(`${traffic.failed.length} failed of ${traffic.total()} in ${ROUNDS} restarts of each: ${parts}`);
  assert.deepEqual(traffic.failed, []);
  assert.ok(traffic.total() > 300, 'too little traffic for a result');
}

/** Sends wrong passwords from one network to both replicas. @returns the statuses */
async function guess(origin, { email, ownerUuid }, times) {
  const statuses = [];
  for (let each = 0; each < times; each += 1) {
    const answer = await fetch(`${origin}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
      body: JSON.stringify({ email, ownerUuid, password: 'not the password' }),
    });
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  return statuses;
}

/** Restarts one replica at a time, while the other serves alone. */
async function restartEach(world) {
  for (const old of [...world.pods]) {
    old.child.kill('SIGTERM');
    const [code] = await once(old.child, 'exit');
    assert.equal(code, 0, old.output());
    world.pods.delete(old);
    await addPod(world);
  }
}

async function addPod({ pods, proxy, env }) {
  const [port, management] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), MANAGEMENT_PORT: String(management) };
  const service = start(process.execPath, [program('auth')], { ...env, ...ports });
  const pod = { ...service, origin: `http://127.0.0.1:${port}`, management: `http://127.0.0.1:${management}` };
  pods.add(pod);
  const until = Date.now() + START_LIMIT_MS;
  while (!proxy.endpoints.includes(pod)) {
    if (service.child.exitCode !== null || Date.now() > until) throw new Error(`Not ready:\n${service.output()}`);
    await delay(100);
  }
}

function program(app) {
  return join(root, 'dist/apps', app, 'src/main.js');
}

function start(command, words, env) {
  const child = spawn(command, words, { cwd: scratch, env: { PATH: process.env['PATH'], ...env } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  running.add(child);
  child.once('exit', () => running.delete(child));
  return { child, output: () => printed };
}
