// The demo as `npm run demo` starts it, on free ports and in an empty folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../apps/orders-demo/bin/demo.mjs', import.meta.url));
const START_SECONDS = 180;
const ADDRESS = /The demo +(?<origin>http:\S+?)\/\n/u;

/** Starts it, and waits until it has printed its address. */
export async function startDemo(folder) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', DEMO_PORT: '0', DATA_DIR: folder };
  const child = spawn(process.execPath, [LAUNCHER], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await exited;
    if (code !== 0) throw new Error(`The demo ended with ${code}`);
  };
  const until = Date.now() + START_SECONDS * 1000;
  while (Date.now() < until && child.exitCode === null) {
    const { origin } = ADDRESS.exec(printed)?.groups ?? {};
    if (origin !== undefined) return { origin, stop };
    await delay(100);
  }
  child.kill('SIGKILL');
  throw new Error(`The demo did not start\n${printed}`);
}
