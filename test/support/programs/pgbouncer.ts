import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresIdentity, reachableTemporaryFolder } from '../postgres/postgres-binaries.mjs';
import { freePort } from '../service/free-port.mjs';

const START_LIMIT_MS = 10_000;

/** A PgBouncer in transaction mode in front of a PostgreSQL server. */
export interface PgBouncer {
  /** The URL of a database of the server through the pooler. */
  urlOf(databaseUrl: string): string;
  stop(): Promise<void>;
}

/**
 * Starts one on a free port of this machine.
 * @param settings additional lines for its section `[pgbouncer]`
 */
export async function startPgBouncer(
  program: string,
  serverUrl: string,
  settings: readonly string[] = [],
): Promise<PgBouncer> {
  const folder = await reachableTemporaryFolder('portero-pgbouncer-');
  const port = await freePort();
  writeConfiguration(folder, new URL(serverUrl), port, settings);
  const child = spawn(program, [join(folder, 'pgbouncer.ini')], {
    ...postgresIdentity,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit');
  const urlOf = (databaseUrl: string): string => Object.assign(new URL(databaseUrl), { port: String(port) }).href;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  if (await answers(urlOf(serverUrl), () => child.exitCode === null)) return { urlOf, stop };
  await stop();
  throw new Error(`PgBouncer did not start:\n${said}`);
}

function writeConfiguration(folder: string, server: URL, port: number, settings: readonly string[]): void {
  const users = join(folder, 'users.txt');
  const files = {
    'users.txt': `"${server.username}" "${server.password}"\n`,
    'pgbouncer.ini': [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      'pool_mode = transaction',
      'default_pool_size = 8',
      ...settings,
      '',
    ].join('\n'),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
  const { uid, gid } = postgresIdentity;
  if (uid === undefined || gid === undefined) return;
  for (const path of [folder, ...Object.keys(files).map((name) => join(folder, name))]) chownSync(path, uid, gid);
}

async function answers(url: string, isRunning: () => boolean): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && isRunning()) {
    const client = new Client(url);
    client.on('error', () => undefined);
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (isUp) return true;
    await delay(50);
  }
  return false;
}
