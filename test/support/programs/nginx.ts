import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../service/free-port.mjs';

const SHIPPED = join(__dirname, '../../../deploy/nginx');
const START_LIMIT_MS = 10_000;

/** The configuration around the shipped files: the minimum with which nginx runs in the foreground as any user. */
const AROUND = `daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events {}
http {
    access_log off;
    client_body_temp_path temp/body;
    proxy_temp_path temp/proxy;
    fastcgi_temp_path temp/fastcgi;
    uwsgi_temp_path temp/uwsgi;
    scgi_temp_path temp/scgi;
    include conf.d/*.conf;
}
`;

/** The ports of Portero and of the application on this machine. */
export interface NginxPorts {
  readonly portero: number;
  readonly application: number;
}

/** An nginx with the shipped configuration, on a free port of this machine. */
export interface Nginx {
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Starts it with the files of `deploy/nginx`. Only ports are replaced in them.
 * @param others additional replacements, to test changed configurations
 */
export async function startNginx(
  program: string,
  { portero, application }: NginxPorts,
  others: readonly (readonly [string, string])[] = [],
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-nginx-'));
  const port = await freePort();
  cpSync(SHIPPED, folder, { recursive: true });
  mkdirSync(join(folder, 'temp'));
  writeFileSync(join(folder, 'nginx.conf'), AROUND);
  replaceIn(join(folder, 'conf.d/portero.conf'), [
    ['listen 80;', `listen 127.0.0.1:${port};`],
    ['server 127.0.0.1:9010;', `server 127.0.0.1:${portero};`],
    ['server 127.0.0.1:8081;', `server 127.0.0.1:${application};`],
    ...others,
  ]);
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  if (await answers(origin, () => child.exitCode === null)) return { origin, stop };
  await stop();
  throw new Error(`nginx did not start:\n${said}`);
}

function replaceIn(file: string, replacements: readonly (readonly [string, string])[]): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}

async function answers(origin: string, isRunning: () => boolean): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && isRunning()) {
    // An internal location, so that neither Portero nor the application receives the request.
    const answer = await fetch(`${origin}/.portero/user`).catch(() => null);
    if (answer?.status === 404) return true;
    await delay(20);
  }
  return false;
}
