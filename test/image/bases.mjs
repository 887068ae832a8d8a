// The two bases that deploy/Dockerfile names, made from Debian packages and the Node of npm.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root, run } from './programs.mjs';

const CERTIFICATES = 'etc/ssl/certs/ca-certificates.crt';
const SUITE = 'bookworm';

/** Makes both, under the names that the Dockerfile takes them by. */
export function makeBases(scratch, buildah) {
  const node = installNode(join(scratch, 'node'));
  commit(buildah, defaultOf('BUILD_BASE'), buildBase(join(scratch, 'build'), node));
  commit(buildah, defaultOf('RUNTIME_BASE'), runtimeBase(join(scratch, 'runtime'), node));
}

function defaultOf(argument) {
  const found = new RegExp(`^ARG ${argument}=(.+)$`, 'mu').exec(readFileSync(join(root, 'deploy/Dockerfile'), 'utf8'));
  if (found === null) throw new Error(`deploy/Dockerfile has no ARG ${argument}`);
  return found[1];
}

function installNode(folder) {
  mkdirSync(folder, { recursive: true });
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts=false'];
  run('npm', ['install', '--prefix', folder, ...options, 'node@24', 'npm@11']);
  return join(folder, 'node_modules');
}

function buildBase(folder, node) {
  run('mmdebstrap', ['--variant=minbase', SUITE, folder]);
  copyFileSync(join(node, 'node/bin/node'), join(folder, 'usr/local/bin/node'));
  cpSync(join(node, 'npm'), join(folder, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/local/bin/npm'));
  // npm reaches the registry as it does on this machine.
  const own = process.env['NODE_EXTRA_CA_CERTS'] ?? `/${CERTIFICATES}`;
  mkdirSync(join(folder, 'etc/ssl/certs'), { recursive: true });
  if (existsSync(own)) copyFileSync(own, join(folder, CERTIFICATES));
  return folder;
}

// What a distroless image holds: libraries, certificates, time zones, no shell and no package manager.
function runtimeBase(folder, node) {
  const packages = ['base-files', 'libc6', 'libstdc++6', 'libgcc-s1', 'ca-certificates', 'tzdata', 'netbase'];
  run('mmdebstrap', ['--variant=extract', `--include=${packages.join(',')}`, SUITE, folder]);
  const mozilla = join(folder, 'usr/share/ca-certificates/mozilla');
  const certificates = readdirSync(mozilla).map((name) => readFileSync(join(mozilla, name), 'utf8'));
  mkdirSync(join(folder, 'etc/ssl/certs'), { recursive: true });
  writeFileSync(join(folder, CERTIFICATES), certificates.join(''));
  mkdirSync(join(folder, 'nodejs/bin'), { recursive: true });
  copyFileSync(join(node, 'node/bin/node'), join(folder, 'nodejs/bin/node'));
  return folder;
}

function commit(buildah, name, folder) {
  const container = buildah('from', '--pull-never', 'scratch').trim();
  buildah('add', '-q', container, folder, '/');
  buildah(
    'config',
    '--env',
    `NODE_EXTRA_CA_CERTS=/${CERTIFICATES}`,
    '--env',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    container,
  );
  buildah('commit', '-q', '--rm', container, name);
}
