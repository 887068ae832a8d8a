import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../service/free-port.mjs';
import { runToEnd, startChild } from '../../service/child.mjs';
import { PASSWORD } from '../../world/accounts.mjs';
import { installDebianPackages } from '../install.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PYTHON = '/usr/bin/python3';
const GUNICORN = '/usr/bin/gunicorn';
const WORKERS = 2;
/** Threads keep connections alive, which gunicorn's default worker does not. */
const THREADS = ['--worker-class', 'gthread', '--threads', '4'];
const USERS = 1_000;

/** A gunicorn with two workers on a separate database, which is prepared once. */
export async function gunicornProcess(world, { rotates = false } = {}) {
  const name = rotates ? 'django_rotating' : 'django';
  const env = await world.once(`${name} database`, () => prepare(world, name, rotates));
  const port = await freePort();
  const args = ['--workers', String(WORKERS), ...THREADS, '--bind', `127.0.0.1:${port}`, 'service:application'];
  const log = world.logOf(name);
  return startChild({ command: GUNICORN, args, env, cwd: FOLDER, port, readyPath: '/livez', log });
}

async function prepare(world, name, rotates) {
  await installDebianPackages();
  const url = new URL(await world.createDatabase(name));
  const env = {
    PATH: process.env.PATH,
    PYTHONDONTWRITEBYTECODE: '1',
    BENCH_DB_NAME: url.pathname.slice(1),
    BENCH_DB_USER: url.username,
    BENCH_DB_PASSWORD: decodeURIComponent(url.password),
    BENCH_DB_PORT: url.port,
    BENCH_SECRET: world.keys.simplejwt,
    BENCH_PASSWORD: PASSWORD,
    BENCH_ROTATE: rotates ? '1' : '0',
  };
  await runToEnd(PYTHON, ['service.py', String(USERS)], { cwd: FOLDER, env });
  return env;
}
