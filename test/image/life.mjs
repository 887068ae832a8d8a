// Runs the image: the README's first five minutes, signals, the command.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/service/free-port.mjs';
import { root, run } from './programs.mjs';
import { startInImage, untilReady } from './serve.mjs';

const README_ORIGIN = 'http://localhost:9010';

/** Checks that it serves as uid 10001 on a read-only root, gives the README's answers, and ends on SIGTERM with 0. */
export async function serves(image) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const service = startService(image, port);
  await untilReady(service, origin);
  const status = readFileSync(`/proc/${service.node()}/status`, 'utf8');
  assert.match(status, /^Uid:\t10001\t10001\t10001\t10001$/mu);
  assert.match(status, /^Gid:\t10001\t10001\t10001\t10001$/mu);
  assert.match(status, /^NSpid:\t\d+\t1$/mu, 'node is not PID 1');
  const answers = await firstFiveMinutes(origin);
  assert.deepEqual(
    answers.map((text) => shape(JSON.parse(text))),
    printed().map((text) => shape(JSON.parse(text))),
  );
  process.kill(service.node(), 'SIGTERM');
  const [code] = await service.exited;
  assert.equal(code, 0, service.output());
}

/** Checks that SIGTERM ends it while it starts. The kernel applies no default action for signals to process 1. */
export async function endsWhileStarting(image) {
  const port = await freePort();
  const service = startService(image, port);
  while (service.child.exitCode === null) {
    if (service.node() !== null) signal(service.node());
    await delay(50);
  }
  assert.doesNotMatch(service.output(), /Draining/u, 'the start was complete before the signal');
}

/** Checks that `portero` is on the PATH of the image, where `kubectl exec` finds it. */
export async function hasCommand(image) {
  assert.equal(statSync(join(image.rootfs, 'app/bin/portero')).mode & 0o111, 0o111);
  const started = startInImage(image, ['/app/bin/portero', '--help'], {});
  const [code] = await started.exited;
  assert.equal(code, 0, started.output());
  assert.match(started.output(), /doctor/u);
}

function startService(image, port) {
  const env = { CONTRACT_MODE: 'documented', PORT: String(port), HOST: '127.0.0.1', RATE_LIMITS: 'off' };
  return startInImage(image, [...image.config.Entrypoint, ...image.config.Cmd], env);
}

function signal(pid) {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function section() {
  return /<!-- first-five-minutes:begin -->(.*)<!-- first-five-minutes:end -->/su.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  )[1];
}

async function firstFiveMinutes(origin) {
  const commands = [...section().matchAll(/^```sh\n([\s\S]*?)^```$/gmu)].map(([, text]) => text);
  const script = commands.join("echo '=-=-='\n").replaceAll(README_ORIGIN, origin);
  return (await run('bash', ['-eu', '-c', script]))
    .split('=-=-=\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function printed() {
  return [...section().matchAll(/^```json\n([\s\S]*?)^```$/gmu)].map(([, text]) => text);
}

function shape(value) {
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shape(member)]);
}
