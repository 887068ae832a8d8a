import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoProblem } from './demo-problem.mjs';

const START_SECONDS = 60;
const LAST_LINES = 15;

/** Portero knows nothing of whoever started it; this makes it end when that one is gone, however that went. */
const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * Starts a built program as a process of its own. It is the head of a process group, because Ctrl-C at a terminal goes to
 * every process of a group, and the order of ending would be lost. What it prints goes to a file in the folder, which is
 * its working folder too: a .env of the checkout is none of its business.
 */
export function startProgram({ name, entry, env, folder }) {
  const file = join(folder, `${name.split(' ').at(-1).toLowerCase()}.log`);
  const log = createWriteStream(file);
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, fileURLToPath(entry)], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => log.end(() => resolve(code ?? signal))));
  const failed = ended.then((code) => {
    throw new DemoProblem(`${name} did not start (${code}):\n${lastLines(file)}`);
  });
  failed.catch(() => undefined);
  return {
    pid: child.pid,
    log: `see ${file}`,
    firstMessage: () => Promise.race([new Promise((resolve) => child.once('message', resolve)), failed]),
    untilReady: (url) => Promise.race([untilReady(name, url), failed]),
    onEnd: (listener) => void ended.then(listener),
    async end() {
      // A stopped process hears SIGTERM only when it goes on.
      for (const signal of ['SIGTERM', 'SIGCONT']) child.kill(signal);
      await ended;
    },
  };
}

async function untilReady(name, url) {
  const until = Date.now() + START_SECONDS * 1000;
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await delay(100);
  }
  throw new DemoProblem(`${name} was not ready after ${START_SECONDS} seconds.`);
}

function lastLines(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}
