// Makes the two base images that deploy/Dockerfile names, from Debian packages and npm's `node` package.
import { cp, copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root, run } from './programs.mjs';

const CERTIFICATES = 'etc/ssl/certs/ca-certificates.crt';
const SUITE = 'bookworm';
/** Base of the build stage. */
const NPM_CACHE = '/var/cache/npm';

/** Makes both, under the names that the Dockerfile expects. */
export async function makeBases(scratch, buildah) {
  const [node, build, runtime] = await Promise.all([
    installNode(join(scratch, 'node')),
    debian(join(scratch, 'build'), BUILD_PACKAGES),
    debian(join(scratch, 'runtime'), RUNTIME_PACKAGES),
  ]);
  await addNodeAndNpm(build, node);
  await addNode(runtime, node);
  const settings = {
    NODE_EXTRA_CA_CERTS: `/${CERTIFICATES}`,
    NPM_CONFIG_CACHE: NPM_CACHE,
    NPM_CONFIG_PREFER_OFFLINE: 'true',
  };
  await commit(buildah, await defaultOf('BUILD_BASE'), build, settings);
  await commit(buildah, await defaultOf('RUNTIME_BASE'), runtime, {});
}

/** Options of a build in which npm uses the cache of this machine before the registry. */
export async function npmCache() {
  const own = (await run('npm', ['config', 'get', 'cache'])).trim();
  await mkdir(own, { recursive: true });
  return ['--volume', `${own}:${NPM_CACHE}`];
}

async function defaultOf(argument) {
  const dockerfile = await readFile(join(root, 'deploy/Dockerfile'), 'utf8');
  const found = new RegExp(`^ARG ${argument}=(.+)$`, 'mu').exec(dockerfile);
  if (found === null) throw new Error(`deploy/Dockerfile has no ARG ${argument}`);
  return found[1];
}

async function installNode(folder) {
  await mkdir(folder, { recursive: true });
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts=false'];
  await run('npm', ['install', '--prefix', folder, ...options, 'node@24', 'npm@11']);
  return join(folder, 'node_modules');
}

// The contents of a distroless image: libraries, certificates and time zones, but no shell and no package manager.
const RUNTIME_PACKAGES = ['base-files', 'libc6', 'libstdc++6', 'libgcc-s1', 'ca-certificates', 'tzdata', 'netbase'];

// Adds a shell and the few programs that npm and the Dockerfile call.
const BUILD_PACKAGES = ['base-files', 'dash', 'coreutils', 'libc6', 'libstdc++6', 'libgcc-s1'];

// The packages are unpacked but not configured: only their files matter here, and it takes a tenth of the time.
async function debian(folder, packages) {
  await run('mmdebstrap', ['--variant=extract', `--include=${packages.join(',')}`, SUITE, folder]);
  await mkdir(join(folder, 'etc/ssl/certs'), { recursive: true });
  return folder;
}

async function addNodeAndNpm(folder, node) {
  await mkdir(join(folder, 'usr/local/bin'), { recursive: true });
  await symlink('dash', join(folder, 'usr/bin/sh')).catch(ignoreExisting);
  await copyFile(join(node, 'node/bin/node'), join(folder, 'usr/local/bin/node'));
  await cp(join(node, 'npm'), join(folder, 'usr/local/lib/node_modules/npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/local/bin/npm'));
  // npm needs the certificate authorities of this machine to reach the registry.
  const own = process.env['NODE_EXTRA_CA_CERTS'] ?? `/${CERTIFICATES}`;
  if (existsSync(own)) await copyFile(own, join(folder, CERTIFICATES));
}

function ignoreExisting(error) {
  if (error.code !== 'EEXIST') throw error;
}

async function addNode(folder, node) {
  const mozilla = join(folder, 'usr/share/ca-certificates/mozilla');
  const certificates = await Promise.all(
    (await readdir(mozilla)).sort().map((name) => readFile(join(mozilla, name), 'utf8')),
  );
  await writeFile(join(folder, CERTIFICATES), certificates.join(''));
  await mkdir(join(folder, 'nodejs/bin'), { recursive: true });
  await copyFile(join(node, 'node/bin/node'), join(folder, 'nodejs/bin/node'));
}

async function commit(buildah, name, folder, settings) {
  const container = (await buildah('from', '--pull-never', 'scratch')).trim();
  await buildah('add', '-q', container, folder, '/');
  const all = { PATH: '/usr/local/bin:/usr/bin:/bin', ...settings };
  const words = Object.entries(all).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  await buildah('config', ...words, container);
  await buildah('commit', '-q', '--rm', container, name);
}
