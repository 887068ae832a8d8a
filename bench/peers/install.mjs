import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from '../service/child.mjs';

const DEBIAN_PACKAGES = [
  'python3-django',
  'python3-djangorestframework',
  'python3-djangorestframework-simplejwt',
  'python3-psycopg2',
  'python3-argon2',
  'gunicorn',
];
const NPM_PACKAGES = {
  'better-auth': '1.7.25',
  'oidc-provider': '9.13.3',
  '@node-rs/argon2': '2.2.1',
  pg: '8.23.1',
};

const SYSTEM_PACKAGES = fileURLToPath(new URL('../../.ci/system-packages.sh', import.meta.url));

/** The folder for the npm packages of the peers, which stay there between runs. The project does not depend on them. */
const FOLDER = join(tmpdir(), 'portero-bench-peers');

/** Installs missing Debian packages. Throws if that is not possible. */
export async function installDebianPackages() {
  await runToEnd('bash', ['-c', 'source "$0" && system_packages "$@"', SYSTEM_PACKAGES, ...DEBIAN_PACKAGES]);
}

/** Installs the npm packages of the peers, unless exactly these versions are installed. */
export async function installNpmPackages() {
  const manifest = join(FOLDER, 'package.json');
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: NPM_PACKAGES }, null, 2);
  const stamp = join(FOLDER, 'installed');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(manifest, wanted);
  await runToEnd('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: FOLDER });
  await writeFile(stamp, wanted);
}

/** Copies a server of a peer beside its packages, so that Node finds them. @returns its path there */
export async function placeServer(source, name) {
  const target = join(FOLDER, name);
  await copyFile(source, target);
  return target;
}
