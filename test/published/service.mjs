// Starts a service like `npm start`, in documented mode on an empty embedded database.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../apps/auth/bin/prepare.mjs';

const START_SECONDS = 60;

/** Installs and builds if necessary, and waits until the service is ready. */
export async function startService(folder) {
  const { entry } = await prepare({ tell: console.log });
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    RATE_LIMITS: 'off',
  };
  const child = spawn(process.execPath, [fileURLToPath(entry('main'))], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    await exited;
  };
  const origin = `http://127.0.0.1:${port}`;
  const until = Date.now() + START_SECONDS * 1000;
  while (Date.now() < until && child.exitCode === null) {
    const ready = await fetch(`${origin}/readyz`).catch(() => null);
    if (ready?.ok) return { origin, stop };
    await delay(100);
  }
  await stop('SIGKILL');
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
