import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../service/free-port.mjs';

const START_LIMIT_MS = 60_000;
const DJANGO = join(__dirname, 'django_site.py');

/** Debian's own Python. Another one on the PATH does not find Debian's packages. */
const PYTHON = '/usr/bin/python3';

/** A program of another project that listens on a port of this machine. */
export interface OldProgram {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A user of a Django project. */
export interface DjangoUser {
  readonly email: string;
  readonly password: string;
  /** Default: the e-mail. */
  readonly username?: string;
  readonly active?: boolean;
  readonly superuser?: boolean;
  /** Django's name of the algorithm. Default: the one that Django prefers. */
  readonly hasher?: string;
  /** Iterations of PBKDF2, for the lower number of an earlier Django. */
  readonly iterations?: number;
}

/** A real Django with SimpleJWT, in a separate folder. */
export interface DjangoSite extends OldProgram {
  readonly secret: string;
  /** The hashers that this version has. */
  hashers(): Promise<string[]>;
  addUsers(users: readonly DjangoUser[]): Promise<void>;
  /** Makes `/new-password` accept changed passwords with this bearer token. */
  takePasswords(token: string): void;
  /** The output of `manage.py dumpdata`. */
  dump(...labels: string[]): Promise<string>;
}

/** Starts Django. */
export async function startDjango(secret = 'the-secret-key-of-the-django-that-retires'): Promise<DjangoSite> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-django-'));
  const env = { PATH: process.env['PATH'], DJANGO_SECRET_KEY: secret };
  const port = await freePort();
  const server = await serving(spawn(PYTHON, [DJANGO, folder, 'serve', String(port)], { env }), port);
  const manage = (words: readonly string[], input = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = execFile(
        PYTHON,
        [DJANGO, folder, ...words],
        { env, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          if (error) reject(new Error(`Django: ${stderr}`, { cause: error }));
          else resolve(stdout);
        },
      );
      child.stdin?.end(input);
    });
  return {
    ...server,
    secret,
    hashers: async () => JSON.parse(await manage(['hashers'])) as string[],
    async addUsers(users) {
      await manage(['users'], JSON.stringify(users));
    },
    takePasswords(token) {
      writeFileSync(join(folder, 'write-back-token'), token);
    },
    dump: (...labels) => manage(['dumpdata', ...labels]),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts PHP's built-in server with Koko's and Shoop's log-ins. @param users by e-mail; hashes of `password_hash` */
export async function startPhp(
  program: string,
  users: Readonly<Record<string, { readonly id: number; readonly type: number; readonly hash: string }>>,
  privateKey: string,
): Promise<OldProgram> {
  const port = await freePort();
  const env = { PATH: process.env['PATH'], OLD_USERS: JSON.stringify(users), OLD_PRIVATE_KEY: privateKey };
  return serving(spawn(program, ['-S', `127.0.0.1:${port}`, join(__dirname, 'old_shop.php')], { env }), port);
}

async function serving(child: ChildProcess, port: number): Promise<OldProgram> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-10_000)));
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    if ((await fetch(`${origin}/nowhere`).catch(() => null))?.status === 404) return { origin, stop };
    await delay(50);
  }
  if (child.exitCode === null) await stop();
  throw new Error(`It did not start:\n${said}`);
}
