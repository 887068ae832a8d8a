// Builds deploy/Dockerfile without a daemon, and serves the result as uid 10001 on a read-only root.
// The last line is `N passed, N failed`. Needs root, and Debian's buildah and mmdebstrap.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { makeBases } from './bases.mjs';
import { root, run } from './programs.mjs';
import { startInImage, untilReady } from './serve.mjs';

const IMAGE = 'localhost/portero:check';
const GOAL_MIB = 220;
const README_ORIGIN = 'http://localhost:9010';
const outcomes = [];
// Not below TMPDIR where that is private: uid 10001 has to get through.
const scratch = mkdtempSync('/var/tmp/portero-image-');
run('chmod', ['755', scratch]);
let rootfs = '';
let config = {};

try {
  if (await check('the tools are installed: buildah, mmdebstrap, and root to run them', tools)) {
    if (await check('deploy/Dockerfile builds', build)) await checkImage();
  }
} finally {
  if (rootfs !== '') buildah('umount', '--all');
  rmSync(scratch, { recursive: true, force: true });
}
const failed = outcomes.filter((passed) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function checkImage() {
  await check('the image declares uid 10001, its volumes, its labels, and node as its process', declared);
  await check('the image has no shell, no npm, no tests and no development packages', lean);
  await check('the SBOM names every runtime package and nothing random', sbom);
  await check('nothing outside the volumes belongs to uid 10001 or is writable by all', unwritable);
  await check(`the application is at most ${GOAL_MIB} MiB`, small);
  await check('it serves as uid 10001 on a read-only root, takes the first five minutes, and ends on SIGTERM', serves);
  await check('the portero command runs in it', command);
}

async function check(name, body) {
  try {
    await body();
    outcomes.push(true);
    console.log(`✓ ${name}`);
    return true;
  } catch (error) {
    outcomes.push(false);
    console.log(`✗ ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stack}`);
    return false;
  }
}

function buildah(...parameters) {
  const storage = ['--root', join(scratch, 'storage'), '--runroot', join(scratch, 'run'), '--storage-driver', 'vfs'];
  return run('buildah', [...storage, ...parameters]);
}

function tools() {
  assert.equal(process.getuid?.(), 0, 'building and mounting need root');
  for (const name of ['buildah', 'mmdebstrap', 'unshare'])
    assert.notEqual(
      spawnSync(name, ['--version']).error?.code,
      'ENOENT',
      `${name} is missing: apt-get install ${name}`,
    );
}

function build() {
  makeBases(scratch, buildah);
  const revision = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || 'unknown';
  const options = ['--isolation', 'chroot', '--pull-never', '--network', 'host', '--build-arg', `REVISION=${revision}`];
  buildah('bud', ...options, '-t', IMAGE, '-f', join(root, 'deploy/Dockerfile'), root);
  const container = buildah('from', '--pull-never', IMAGE).trim();
  config = JSON.parse(buildah('inspect', '--type', 'image', IMAGE)).OCIv1.config;
  rootfs = buildah('mount', container).trim();
}

function declared() {
  assert.equal(config.User, '10001:10001');
  assert.deepEqual(config.Entrypoint, ['/nodejs/bin/node']);
  assert.deepEqual(Object.keys(config.Volumes).sort(), ['/tmp', '/var/lib/portero']);
  for (const label of ['title', 'version', 'revision', 'licenses'])
    assert.ok(config.Labels[`org.opencontainers.image.${label}`], `no label ${label}`);
}

function lean() {
  for (const path of [
    'bin/sh',
    'usr/bin/sh',
    'usr/bin/npm',
    'usr/local/bin/npm',
    'app/test',
    'app/node_modules/vitest',
  ])
    assert.equal(existsSync(join(rootfs, path)), false, `${path} is in the image`);
  assert.equal(existsSync(join(rootfs, 'app/node_modules/typescript')), false);
  assert.deepEqual(
    files(join(rootfs, 'app/dist')).filter((file) => /\.spec\.|\.map$/u.test(file)),
    [],
  );
}

function sbom() {
  const document = JSON.parse(readFileSync(join(rootfs, 'app/sbom.cdx.json'), 'utf8'));
  const names = new Set(document.components.map(({ group, name }) => (group ? `${group}/${name}` : name)));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.deepEqual(
    Object.keys(dependencies).filter((name) => !names.has(name)),
    [],
  );
  assert.equal(document.serialNumber, undefined);
}

function unwritable() {
  const loose = files(join(rootfs, 'app')).filter((file) => {
    const { uid, mode } = statSync(file, { throwIfNoEntry: false }) ?? { uid: 0, mode: 0 };
    return uid === 10001 || (mode & 0o002) !== 0;
  });
  assert.deepEqual(loose, []);
}

function small() {
  const kib = Number(run('du', ['-sk', join(rootfs, 'app')]).split('\t')[0]);
  console.log(`  ${(kib / 1024).toFixed(0)} MiB over the base`);
  assert.ok(kib / 1024 <= GOAL_MIB);
}

async function serves() {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...imageEnv(), CONTRACT_MODE: 'documented', PORT: String(port), RATE_LIMITS: 'off' };
  const service = startInImage(rootfs, [...config.Entrypoint, ...config.Cmd], env);
  await untilReady(service, origin);
  const node = service.node();
  const status = readFileSync(`/proc/${node}/status`, 'utf8');
  assert.match(status, /^Uid:\t10001\t10001\t10001\t10001$/mu);
  assert.match(status, /^NSpid:\t\d+\t1$/mu, 'node is not PID 1');
  const answers = firstFiveMinutes(origin);
  assert.deepEqual(
    answers.map((text) => shape(JSON.parse(text))),
    printed().map((text) => shape(JSON.parse(text))),
  );
  process.kill(node, 'SIGTERM');
  const [code] = await service.exited;
  assert.equal(code, 0, service.output());
}

async function command() {
  const path = join(rootfs, 'app/bin/portero');
  assert.equal(statSync(path).mode & 0o111, 0o111);
  const started = startInImage(rootfs, ['/app/bin/portero', '--help'], imageEnv());
  const [code] = await started.exited;
  assert.equal(code, 0, started.output());
  assert.match(started.output(), /doctor/u);
}

function imageEnv() {
  return Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/su).slice(0, 2)));
}

function section() {
  return /<!-- first-five-minutes:begin -->(.*)<!-- first-five-minutes:end -->/su.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  )[1];
}

function firstFiveMinutes(origin) {
  const commands = [...section().matchAll(/^```sh\n([\s\S]*?)^```$/gmu)].map(([, text]) => text);
  const script = commands.join("echo '=-=-='\n").replaceAll(README_ORIGIN, origin);
  return run('bash', ['-eu', '-c', script])
    .split('=-=-=\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function printed() {
  return [...section().matchAll(/^```json\n([\s\S]*?)^```$/gmu)].map(([, text]) => text);
}

function shape(value) {
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shape(member)]);
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
