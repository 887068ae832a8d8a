import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../service/free-port';

const START_LIMIT_MS = 10_000;
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** An nginx with workers that pass every request on, as it stands before a service that is in use. */
export interface ReloadingNginx {
  readonly origin: string;
  /** Starts new workers with the same configuration; the old ones finish what they have begun. */
  reload(): void;
  stop(): Promise<void>;
}

/** @param program the path of `nginx`  @param target the port on this machine that it passes requests on to */
export async function startReloadingNginx(program: string, target: number): Promise<ReloadingNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-nginx-'));
  const port = await freePort();
  mkdirSync(join(folder, 'temp'));
  writeFileSync(join(folder, 'nginx.conf'), configuration(port, target));
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

function configuration(port: number, target: number): string {
  return `daemon off;
pid nginx.pid;
worker_processes 1;
error_log stderr error;
events {}
http {
    access_log off;
    ${TEMPORARY.map((kind) => `${kind}_temp_path temp/${kind};`).join('\n    ')}
    upstream portero { server 127.0.0.1:${target} max_fails=0; keepalive 16; }
    server {
        listen 127.0.0.1:${port};
        location / {
            proxy_pass http://portero;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_next_upstream off;
        }
    }
}
`;
}
