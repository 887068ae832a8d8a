import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runQuietly } from './child.mjs';
import { bundle } from './bundle.mjs';
import { hashOfFiles, sourceFiles } from './fingerprint.mjs';
import { whileAlone } from './only-one.mjs';

/** The folder of the checkout. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const lockfile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const installStamp = join(modules, '.portero-install');
const output = join(root, 'dist');
const buildStamp = join(output, '.portero-build');

/** The programs that are bundled. */
const BUNDLED = { auth: 'apps/auth/src/main.js', cli: 'apps/cli/src/main.js' };

/** An error that the user can fix; its message contains everything they need. */
export class PreparationError extends Error {
  name = 'PreparationError';
}

/**
 * Installs and builds what is missing or out of date, one process of this checkout at a time.
 * `entry('main')` is the URL of the built `apps/auth/src/main`, `entry('main', 'cli')` that of another app.
 */
export async function prepare({ tell = (line) => console.error(line) } = {}) {
  await install({ tell });
  await build({ tell });
  return { entry: (name, app = 'auth') => pathToFileURL(join(output, 'apps', app, 'src', `${name}.js`)).href };
}

/** `npm ci`, unless node_modules already holds what the lockfile asks for. */
export async function install({ tell }) {
  if (isInstalled()) return;
  await whileAlone(root, tell, async () => {
    if (isInstalled()) return;
    tell('Installing packages (this may take a minute) ...');
    const npm = npmCommand();
    const result = await runQuietly(npm[0], [...npm.slice(1), 'ci', '--include=dev', '--include=optional'], {
      cwd: root,
    });
    if (result.code !== 0)
      throw new PreparationError(`${result.output}\nInstalling the packages failed. The output of npm ci is above.`);
    writeFileSync(installStamp, hashOfFiles([lockfile]));
  });
}

/** `nest build` of every app in one go and the bundles, unless dist was built from exactly these sources. */
export async function build({ tell }) {
  if (isBuilt()) return;
  await whileAlone(root, tell, async () => {
    if (isBuilt()) return;
    tell('Building ...');
    const before = fingerprint();
    rmSync(output, { recursive: true, force: true });
    const nest = join(modules, '@nestjs', 'cli', 'bin', 'nest.js');
    const result = await runQuietly(process.execPath, [nest, 'build', 'auth'], { cwd: root });
    if (result.code !== 0)
      throw new PreparationError(`${result.output}\nThe build failed. The output of nest build is above.`);
    await bundle(output, BUNDLED);
    writeFileSync(buildStamp, before);
  });
}

function isInstalled() {
  const wanted = packagesOf(lockfile);
  if (!wanted.every(([path]) => existsSync(join(root, path)))) return false;
  if (textOf(installStamp) === hashOfFiles([lockfile])) return true;
  // npm's record of the installed packages, also for an installation by hand.
  const record = new Map(packagesOf(join(modules, '.package-lock.json')));
  return wanted.every(([path, { version, integrity }]) => {
    const found = record.get(path);
    return found !== undefined && found.version === version && found.integrity === integrity;
  });
}

// Optional packages are left out, because they depend on the machine.
function packagesOf(file) {
  const text = textOf(file);
  if (text === null) return [];
  return Object.entries(JSON.parse(text).packages).filter(([path, entry]) => path !== '' && !entry.optional);
}

function isBuilt() {
  return textOf(buildStamp) === fingerprint();
}

function fingerprint() {
  const rest = [
    'tsconfig.json',
    'nest-cli.json',
    'apps/tsconfig.app.json',
    'package-lock.json',
    'apps/auth/bin/bundle.mjs',
    'apps/auth/bin/load-bundle.cjs',
  ];
  return hashOfFiles([...rest.map((name) => join(root, name)), ...sourceFiles(root)]);
}

// The npm that runs this script, if any, because the caller chose and configured it.
function npmCommand() {
  const running = process.env.npm_execpath;
  return running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
}
