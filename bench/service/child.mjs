import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

const READY_LIMIT_MS = 60_000;
const READY_POLL_MS = 10;
const END_LIMIT_MS = 10_000;
const LAST_LINES = 4_000;

const running = new Set();

/**
 * Starts a process that listens on loopback, and waits until `readyPath` answers 200.
 * @param log the file for its output
 * @returns `{ origin, pid, readyMs, stop }`
 */
export async function startChild({ command, args, env, cwd, port, readyPath, log }) {
  const output = openSync(log, 'a');
  const began = performance.now();
  // A separate process group, so that gunicorn's workers end with it, and no other process.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  running.add(child);
  const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  void exited.then(() => running.delete(child));
  const stop = () => end(child, exited);
  const origin = `http://127.0.0.1:${port}`;
  const state = await Promise.race([untilReady(origin + readyPath), exited.then(() => 'it ended')]);
  if (state === 'ready') return { origin, pid: child.pid, readyMs: performance.now() - began, stop };
  await stop();
  throw new Error(
    `${command} ${args[0] ?? ''} is not ready: ${state}\n${readFileSync(log, 'utf8').slice(-LAST_LINES)}`,
  );
}

/** Ends every process that is still running. Called whenever the program ends, for any reason. */
export function killRunning() {
  for (const child of running) signal(child, 'SIGKILL');
}

async function untilReady(url) {
  const deadline = performance.now() + READY_LIMIT_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return 'ready';
    await delay(READY_POLL_MS);
  }
  return 'no 200 in time';
}

async function end(child, exited) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), END_LIMIT_MS);
  await exited;
  clearTimeout(timer);
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Runs a program to its end. Unless it ends with 0, throws an error with its output. */
export async function runToEnd(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let all = '';
  child.stdout.on('data', (chunk) => ((out += chunk), (all += chunk)));
  child.stderr.on('data', (chunk) => (all += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${all.slice(-LAST_LINES)}`);
  return out;
}
