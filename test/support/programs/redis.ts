import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'iovalkey';
import { freePort } from '../service/free-port.mjs';

const START_LIMIT_MS = 10_000;

/** A Redis without persistence on a free port of this machine. */
export interface RedisServer {
  readonly url: string;
  /** Runs one command, as `redis-cli` would. */
  command(name: string, ...words: string[]): Promise<unknown>;
  /** Freezes it. Connections stay open, but nothing answers. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param program the path of `redis-server` */
export async function startRedis(program: string): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-redis-'));
  const port = await freePort();
  const url = `redis://default:secret@127.0.0.1:${port}/1`;
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--requirepass', 'secret'];
  const run = () => spawn(program, ['--port', String(port), '--dir', folder, ...settings], { stdio: 'ignore' });
  let child = run();
  await untilReady(url);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    url,
    command: (name, ...words) => ask(url, name, words),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async start() {
      child = run();
      await untilReady(url);
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ask(url: string, name: string, words: readonly string[]): Promise<unknown> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(name, ...words);
  } finally {
    client.disconnect();
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    const answer = await ask(url, 'PING', []).catch(() => null);
    if (answer === 'PONG') return;
    await delay(50);
  }
  throw new Error('Redis did not start');
}
