import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { postgresIdentity, reachableTemporaryFolder } from '../postgres/postgres-binaries.mjs';
import { freePort } from '../service/free-port';

const START_LIMIT_MS = 60_000;
const PASSWORD = 'standby-test';

/** A PostgreSQL server of Debian's. */
export interface PostgresMember {
  readonly url: string;
  /** Runs one statement. */
  query<Row extends QueryResultRow>(statement: string): Promise<Row[]>;
  /** Stops its processes where they are: connections stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A primary and its hot standby. */
export interface PostgresPair {
  readonly primary: PostgresMember;
  readonly standby: PostgresMember;
  stop(): Promise<void>;
}

/**
 * Starts a primary, and a standby that was copied from it with `pg_basebackup` and streams.
 * @param binaries the folder of Debian's programs
 */
export async function startPostgresPair(binaries: string): Promise<PostgresPair> {
  const folder = await reachableTemporaryFolder('portero-standby-');
  const runner = new Runner(binaries, folder);
  runner.own(folder);
  writeFileSync(join(folder, 'password'), PASSWORD);
  runner.own(join(folder, 'password'));
  const primaryData = join(folder, 'primary');
  runner.run('initdb', [
    '-D',
    primaryData,
    '-U',
    'portero',
    '--pwfile',
    join(folder, 'password'),
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  appendFileSync(join(primaryData, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n');
  const primary = await runner.member(primaryData);
  await primary.start();
  const standbyData = join(folder, 'standby');
  mkdirSync(standbyData, { mode: 0o700 });
  runner.own(standbyData);
  runner.run('pg_basebackup', ['-d', primary.url, '-D', standbyData, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']);
  const standby = await runner.member(standbyData);
  await standby.start();
  return {
    primary,
    standby,
    async stop() {
      await Promise.all([standby.kill(), primary.kill()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

class Runner {
  constructor(
    private readonly binaries: string,
    private readonly folder: string,
  ) {}

  own(path: string): void {
    const { uid, gid } = postgresIdentity;
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }

  run(program: string, words: readonly string[]): void {
    const options = { ...postgresIdentity, cwd: this.folder, env: { PATH: this.binaries, LC_ALL: 'C' } };
    const { status, stderr } = spawnSync(join(this.binaries, program), words, { ...options, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  }

  async member(data: string): Promise<PostgresMember> {
    const port = await freePort();
    const url = `postgres://portero:${PASSWORD}@127.0.0.1:${port}/postgres`;
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
      'wal_keep_size=256MB',
      'hot_standby=on',
    ];
    const words = ['-D', data, '-p', String(port), ...settings.flatMap((each) => ['-c', each])];
    const spawned = (): ChildProcess =>
      spawn(join(this.binaries, 'postgres'), words, {
        ...postgresIdentity,
        cwd: this.folder,
        env: { PATH: this.binaries, LC_ALL: 'C', TZ: 'UTC' },
        stdio: 'ignore',
        detached: true,
      });
    let child: ChildProcess | null = null;
    const signal = (name: NodeJS.Signals): void => {
      if (child?.pid !== undefined) signalFamily(child.pid, name);
    };
    return {
      url,
      query: (statement) => ask(url, statement),
      freeze: () => {
        signal('SIGSTOP');
      },
      thaw: () => {
        signal('SIGCONT');
      },
      async kill() {
        const running = child;
        if (running === null) return;
        child = null;
        const exited = once(running, 'exit');
        signalFamily(running.pid ?? 0, 'SIGCONT');
        running.kill('SIGQUIT');
        await exited;
      },
      async start() {
        child = spawned();
        await untilAnswers(url);
      },
    };
  }
}

/** Each connection has a process group of its own. */
function signalFamily(pid: number, name: NodeJS.Signals): void {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  for (const each of [pid, ...stdout.trim().split(/\s+/u).filter(Boolean).map(Number)]) {
    try {
      process.kill(each, name);
    } catch {
      // A connection that has just ended.
    }
  }
}

async function ask<Row extends QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const isUp = await ask(url, 'SELECT 1').then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (Date.now() > deadline) throw new Error('PostgreSQL did not start');
    await delay(100);
  }
}
