import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startChild } from '../service/child.mjs';
import { freePort } from '../service/free-port.mjs';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const NEST = fileURLToPath(new URL('nest-hello.mjs', import.meta.url));

/** Starts the process with the bare designs. */
export async function startLimit({ log, ...settings }) {
  return start(SERVER, log, { BENCH_LIMIT: JSON.stringify(settings) });
}

/** Starts Nest on Fastify with one route and nothing else. */
export async function startNestHello({ log }) {
  return start(NEST, log, {});
}

async function start(script, log, more) {
  const port = await freePort();
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...more };
  return startChild({ command: process.execPath, args: [script], env, port, readyPath: '/livez', log });
}
