import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../service/built-program';
import type { Credential } from '../tokens/back-end';

/** The built demo as a separate process with a separate database. */
export interface DemoProcess {
  readonly origin: string;
  output(): string;
  /** @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts it on a free port. `porteroUrl` is the issuer, `env` adds to its settings. */
export async function startDemoProcess(
  porteroUrl: string,
  owner: Credential,
  env: Readonly<Record<string, string>>,
): Promise<DemoProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'orders-demo-'));
  const child: ChildProcess = spawn(process.execPath, [builtProgram('orders-demo')], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: folder,
      PORTERO_URL: porteroUrl,
      PORTERO_OWNER: owner.uuid,
      PORTERO_CLIENT_ID: owner.uuid,
      PORTERO_SECRET: owner.secret,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ended = exited.then(([code]) => Promise.reject(new Error(`The demo ended with ${code}:\n${printed}`)));
  ended.catch(() => undefined);
  const [{ origin }] = (await Promise.race([once(child, 'message'), ended])) as [{ origin: string }];
  return {
    origin,
    output: () => printed,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
