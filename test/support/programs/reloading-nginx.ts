import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../service/free-port.mjs';
import { nginxConfiguration } from './nginx-configuration.mjs';

const START_LIMIT_MS = 10_000;

/** An nginx with workers that pass every request on, as in front of a service in production. */
export interface ReloadingNginx {
  readonly origin: string;
  /** Starts new workers with the same configuration. The old ones finish their open requests. */
  reload(): void;
  stop(): Promise<void>;
}

/** @param program the path of `nginx`  @param target the port on this machine that it passes requests on to */
export async function startReloadingNginx(program: string, target: number): Promise<ReloadingNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-nginx-'));
  const port = await freePort();
  mkdirSync(join(folder, 'temp'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    nginxConfiguration(port, `server 127.0.0.1:${target} max_fails=0; keepalive 16;`),
  );
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while ((await fetch(`${origin}/livez`).catch(() => null))?.status !== 200) {
    if (child.exitCode === null && Date.now() < deadline) {
      await delay(20);
      continue;
    }
    await stop();
    throw new Error('nginx did not start');
  }
  return { origin, reload: () => void child.kill('SIGHUP'), stop };
}
