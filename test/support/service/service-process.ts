import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { send } from '../http/http-client';
import { builtProgram } from './built-program';

const START_LIMIT_MS = 120_000;

/** The built service as a separate process. */
export interface ServiceProcess {
  readonly origin: string;
  readonly child: ChildProcess;
  /** Its output so far. */
  output(): string;
  /** Kills it with SIGKILL, without any clean-up. */
  kill(): Promise<void>;
  /** Stops it as an operator would. @returns its exit code */
  stop(): Promise<number | null>;
}

/** What to start: the arguments of `node`, and the working folder. */
export interface Program {
  readonly words: readonly string[];
  /** A command in front of `node`, such as one that runs a program in a changed environment. */
  readonly within?: readonly string[];
  readonly folder?: string;
}

/** Starts the built service, or another server, on a port and waits until it is ready. */
export async function startProcess(
  port: number,
  env: Readonly<Record<string, string>>,
  program: Program = { words: [builtProgram('auth')] },
): Promise<ServiceProcess> {
  const [command = '', ...words] = [...(program.within ?? []), process.execPath, ...program.words];
  const child = spawn(command, words, {
    ...(program.folder === undefined ? {} : { cwd: program.folder }),
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      HOST: '127.0.0.1',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      ARGON2_MEMORY_KIB: '1024',
      ARGON2_TIME: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exited)[0];
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilReady(origin, child);
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`The service did not start:\n${printed}`, { cause: error });
  }
  return {
    origin,
    child,
    output: () => printed,
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

async function untilReady(origin: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const ready = await send(origin, 'GET', '/readyz').catch(() => null);
    if (ready?.status === 200) return;
    await delay(100);
  }
  throw new Error(child.exitCode === null ? 'not ready in time' : `exit code ${child.exitCode}`);
}
