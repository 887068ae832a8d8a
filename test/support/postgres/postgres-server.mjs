import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, chmod, chown, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { buryWithParent, serverArguments, START_TIMEOUT_MS, textOf, untilReady } from './postgres-process.mjs';
import { freePort } from '../service/free-port.mjs';
import { postgresBinaries, postgresIdentity, reachableTemporaryFolder } from './postgres-binaries.mjs';

const USER = 'portero';
const RETRY_START = [
  /could not bind/i,
  /could not create any TCP/i,
  /shared memory block/i,
  /lock file .* already exists/i,
];

/**
 * Starts a temporary PostgreSQL server on a free loopback port. postgres-server.d.mts describes the result.
 */
export async function startPostgres({ durable = false, settings = {}, binaries = null, parent } = {}) {
  const server = new PostgresServer(
    binaries ?? (await postgresBinaries()),
    await reachableTemporaryFolder('portero-pg-', parent),
  );
  server.arguments = serverArguments(durable, settings);
  try {
    await server.initialise();
    await server.start();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class PostgresServer {
  #binaries;
  #folder;
  #password = randomBytes(18).toString('base64url');
  #process = null;
  #undertaker = null;
  port = 0;
  arguments = [];

  constructor(binaries, folder) {
    this.#binaries = binaries;
    this.#folder = folder;
  }

  get url() {
    return this.urlOf('postgres');
  }

  get running() {
    return this.#process !== null;
  }

  urlOf(database) {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  async standby({ name = 'standby' } = {}) {
    const standby = new PostgresServer(this.#binaries, await reachableTemporaryFolder('portero-pg-'));
    standby.arguments = this.arguments;
    standby.#password = this.#password;
    try {
      await standby.#copyOf(this, name);
      await standby.start();
      return standby;
    } catch (error) {
      await standby.stop();
      throw error;
    }
  }

  async promote() {
    await this.#asSuperuser((client) => client.query('SELECT pg_promote(true, 30)'));
  }

  // Does the work of pg_basebackup, which is not among these binaries. PostgreSQL's manual calls it a low-level backup.
  async #copyOf(primary, name) {
    const { uid, gid } = postgresIdentity;
    const { label, map } = await primary.#asSuperuser(async (client) => {
      await client.query("SELECT pg_backup_start('standby', true)");
      await cp(primary.#data, this.#data, { recursive: true, filter: (path) => !path.endsWith('postmaster.pid') });
      const { rows } = await client.query('SELECT labelfile AS label, spcmapfile AS map FROM pg_backup_stop(false)');
      return rows[0];
    });
    const source = `host=127.0.0.1 port=${primary.port} user=${USER} password=${primary.#password} application_name=${name}`;
    await writeFile(join(this.#data, 'backup_label'), label);
    if (map !== '') await writeFile(join(this.#data, 'tablespace_map'), map);
    await writeFile(join(this.#data, 'standby.signal'), '');
    await appendFile(join(this.#data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
    await chmod(this.#data, 0o700);
    if (uid !== undefined) await giveTo(this.#folder, uid, gid);
  }

  async initialise() {
    const { uid, gid } = postgresIdentity;
    const passwordFile = join(this.#folder, 'password');
    await writeFile(passwordFile, this.#password, { mode: 0o600 });
    await mkdir(this.#data, { mode: 0o700 });
    if (uid !== undefined) {
      for (const path of [this.#folder, this.#data, passwordFile]) await chown(path, uid, gid);
    }
    const options = [`--pgdata=${this.#data}`, `--username=${USER}`, `--pwfile=${passwordFile}`];
    const choices = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
    const initdb = this.#spawn('initdb', [...options, ...choices]);
    const [output, [code]] = await Promise.all([textOf(initdb.stderr), once(initdb, 'exit')]);
    if (code !== 0) throw new Error(`initdb failed: ${output.trim()}`);
  }

  /** Starts the server on its existing data and port; the first time, on a free port. */
  async start() {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (let first = this.port === 0; !this.running;) {
      if (first) this.port = await freePort();
      const problem = await this.#startOnce();
      if (problem === null) return;
      const worthRetrying = RETRY_START.some((pattern) => pattern.test(problem)) && Date.now() < deadline;
      if (!worthRetrying) throw new Error(`PostgreSQL did not start: ${problem}`);
      await delay(100);
    }
  }

  /** Cuts every connection and ends the server without a checkpoint, like a crash. `start()` recovers. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Shuts the server down in order and keeps the data. `start()` starts it again. */
  async pause() {
    await this.#end('SIGINT');
  }

  /** Freezes every process of the server (SIGSTOP). Connections stay open, but nothing answers. */
  async freeze() {
    await this.#signalAll('SIGSTOP');
  }

  async thaw() {
    await this.#signalAll('SIGCONT');
  }

  async restart() {
    await this.pause();
    await this.start();
  }

  /** Ends the server and deletes its data. */
  async stop() {
    await this.#end('SIGQUIT');
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  /** Creates an empty database. Resolves to its URL. */
  async createDatabase(name) {
    await this.#asSuperuser((client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
    return this.urlOf(name);
  }

  async dropDatabase(name) {
    await this.#asSuperuser((client) =>
      client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
    );
  }

  get #data() {
    return join(this.#folder, 'data');
  }

  // A signal to the group would not reach the processes of connections, because each has its own group.
  async #signalAll(signal) {
    const { pid } = this.#process;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    for (const each of [pid, ...children.trim().split(' ').filter(Boolean).map(Number)]) process.kill(each, signal);
  }

  async #asSuperuser(work) {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  // Null once the server answers, otherwise its output before it ended.
  async #startOnce() {
    const child = this.#spawn('postgres', ['-D', this.#data, '-p', String(this.port), ...this.arguments]);
    const problem = await untilReady(child);
    if (problem !== null) return problem;
    this.#process = child;
    child.once('exit', () => {
      if (this.#process === child) this.#process = null;
    });
    this.#undertaker = buryWithParent(child.pid, this.#folder);
    return null;
  }

  async #end(signal) {
    const child = this.#process;
    this.#undertaker?.kill('SIGKILL');
    this.#undertaker = null;
    if (child === null) return;
    this.#process = null;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  #spawn(program, parameters) {
    const environment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
    const stdio = ['ignore', 'ignore', 'pipe'];
    return spawn(join(this.#binaries, 'bin', program), parameters, {
      ...postgresIdentity,
      cwd: '/',
      env: environment,
      stdio,
      detached: true,
    });
  }
}

async function giveTo(folder, uid, gid) {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chown(join(entry.parentPath, entry.name), uid, gid);
  }
}
