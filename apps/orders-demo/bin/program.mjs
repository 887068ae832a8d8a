import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoProblem } from './demo-problem.mjs';

const START_SECONDS = 60;
const LAST_LINES = 15;

/** Ends Portero when the process that started it is gone. */
const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * Starts a built program as a separate process. It gets its own process group, because Ctrl-C at a terminal reaches
 * every process of a group, and the programs must end in order. Its output goes to a file in the folder. The folder is
 * also its working folder, so that it does not read the .env of the checkout.
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
      // A stopped process gets SIGTERM only after it is continued.
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
