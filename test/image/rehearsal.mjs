// Repeats a Kubernetes upgrade on this machine: three pods behind a proxy are replaced one by one, and then rolled back.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres } from '../support/postgres/postgres-server.mjs';
import { freePort } from '../support/service/free-port.mjs';
import { startProxy } from './proxy.mjs';
import { startInImage } from './serve.mjs';
import { namesOf, Traffic } from './traffic.mjs';

const REPLICAS = 3;
const WORKERS = 4;
const START_LIMIT_MS = 120_000;
const END_LIMIT_MS = 15_000;

/**
 * Rolls from the first image to the second and back during traffic, on one PostgreSQL server.
 *
 * @param scratch a folder for nginx
 */
export async function rehearse(images, scratch) {
  const server = await startPostgres();
  try {
    await rollAndBack(images, await server.createDatabase('rehearsal'), scratch);
  } finally {
    await server.stop();
  }
}

async function rollAndBack([first, second], databaseUrl, scratch) {
  const pods = new Set();
  const proxy = await startProxy(join(scratch, 'nginx'), pods);
  const world = { pods, proxy, env: settings(databaseUrl) };
  try {
    for (let count = 0; count < REPLICAS; count += 1) await addPod(world, first);
    const traffic = await beginTraffic(world, first);
    for (const image of [second, first]) await roll(world, image);
    await delay(1000);
    await settle(traffic);
    report(traffic, proxy);
    judge(traffic);
  } finally {
    for (const pod of pods) pod.service.kill();
    await proxy.stop();
  }
}

function settings(databaseUrl) {
  return {
    DATABASE_URL: databaseUrl,
    MASTER_KEY: randomBytes(32).toString('base64'),
    CONTRACT_MODE: 'documented',
    PUBLIC_URL: 'http://auth.portero.test',
    HOST: '127.0.0.1',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    SHUTDOWN_DELAY: '2',
  };
}

async function beginTraffic({ proxy, env }, image) {
  const home = await (await fetch(proxy.origin, { headers: { accept: 'application/json' } })).json();
  const words = ['/app/bin/portero', 'owners', 'rotate-secret', home.defaultOwner, '--json'];
  const command = startInImage(image, words, env);
  const [code] = await command.exited;
  assert.equal(code, 0, command.output());
  const { secret } = JSON.parse(command.output());
  const traffic = new Traffic(proxy.origin, { uuid: home.defaultOwner, secret });
  const users = [];
  for (let place = 0; place < WORKERS; place += 1) users.push(await traffic.newUser(place));
  traffic.start(users);
  return traffic;
}

// Like `maxSurge: 1, maxUnavailable: 0`: a new pod is ready before an old one gets SIGTERM.
async function roll(world, image) {
  for (const old of [...world.pods]) {
    await addPod(world, image);
    process.kill(old.service.node(), 'SIGTERM');
    const [code] = await old.service.exited;
    assert.equal(code, 0, old.service.output());
    world.pods.delete(old);
  }
}

async function addPod({ pods, proxy, env }, image) {
  const [port, management] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), MANAGEMENT_PORT: String(management) };
  const service = startInImage(image, [...image.config.Entrypoint, ...image.config.Cmd], { ...env, ...ports });
  const pod = { service, origin: `http://127.0.0.1:${port}`, management: `http://127.0.0.1:${management}` };
  pods.add(pod);
  const until = Date.now() + START_LIMIT_MS;
  while (!proxy.endpoints.includes(pod)) {
    if (service.child.exitCode !== null || Date.now() > until)
      throw new Error(`A pod is not ready:\n${service.output()}`);
    await delay(100);
  }
}

// Waits until the feed has delivered the last log-out, or the time is up.
async function settle(traffic) {
  const until = Date.now() + END_LIMIT_MS;
  await traffic.stopUsers();
  while (missing(traffic).length > 0 && Date.now() < until) await delay(200);
  await traffic.stop();
}

function missing({ ended, polled, streamed }) {
  return ended.filter((token) => {
    const names = namesOf(token);
    return ![polled, streamed].every((told) => names.some((name) => told.has(name)));
  });
}

function report(traffic, { endpoints }) {
  const parts = [...traffic.counts].map(([operation, count]) => `${count} ${operation}`).join(', ');
  console.log(`  ${traffic.failed.length} failed of ${traffic.total()}: ${parts}`);
  console.log(
    `  ${endpoints.reloads} changes of the endpoints, ${traffic.streams} streams, ${traffic.ended.length} log-outs reported`,
  );
}

function judge(traffic) {
  assert.deepEqual(traffic.failed, []);
  assert.deepEqual(missing(traffic).length, 0, 'the feed lost a log-out');
  assert.ok(traffic.total() > 500, 'too little traffic for a result');
}
