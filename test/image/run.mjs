// Builds deploy/Dockerfile without a daemon, runs the image as uid 10001 on a read-only root, and replaces three processes of
// it behind nginx. The last line is `N passed, N failed`. Needs root, and Debian's buildah, mmdebstrap and nginx-light.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import process from 'node:process';
import { buildTwice, unmountAll } from './build.mjs';
import { areTheSame, isDeclared, isLean, isSmall, isUnwritable, sbomIsComplete } from './content.mjs';
import { endsWhileStarting, hasCommand, serves } from './life.mjs';
import { run } from './programs.mjs';
import { rehearse } from './rehearsal.mjs';

const PROGRAMS = { buildah: 'buildah', mmdebstrap: 'mmdebstrap', unshare: 'util-linux', nginx: 'nginx-light' };
const PATH = `${process.env['PATH']}:/usr/sbin`;
const outcomes = [];
// Not below TMPDIR, which may be private: uid 10001 needs access.
const scratch = mkdtempSync('/var/tmp/portero-image-');
let images = [];

try {
  await run('chmod', ['755', scratch]);
  const ready = await check('the tools are installed: buildah, mmdebstrap, nginx, and root to run them', tools);
  if (ready && (await check('deploy/Dockerfile builds, twice', build))) await checkImage(...images);
} finally {
  await unmountAll(scratch);
  rmSync(scratch, { recursive: true, force: true });
}
const failed = outcomes.filter((passed) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
// Exits explicitly, because a failed check may leave timers or processes behind.
process.exit(failed === 0 ? 0 : 1);

async function checkImage(image, second) {
  await check('two builds differ only in times', () => areTheSame(image, second));
  await check('the image declares uid 10001, its volumes, its labels, and node as its process', () =>
    isDeclared(image),
  );
  await check('it has no shell, no npm, no tests and no development packages', () => isLean(image));
  await check('the SBOM lists exactly the packages in the image', () => sbomIsComplete(image));
  await check('nothing outside the volumes belongs to uid 10001 or is writable by all', () => isUnwritable(image));
  await check('the application is small', () => isSmall(image));
  await check('it serves as uid 10001 on a read-only root, as the README says, and ends on SIGTERM', () =>
    serves(image),
  );
  await check('it ends on SIGTERM while it starts', () => endsWhileStarting(image));
  await check('the portero command runs in it', () => hasCommand(image));
  await check('three pods behind nginx are replaced one by one, and back, and no request fails', () =>
    rehearse([image, second], scratch),
  );
}

async function check(name, body) {
  const began = Date.now();
  try {
    await body();
    outcomes.push(true);
    console.log(`✓ ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    outcomes.push(false);
    console.log(`✗ ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stack}`);
    return false;
  }
}

function tools() {
  assert.equal(process.getuid?.(), 0, 'building and mounting need root');
  for (const [name, debianPackage] of Object.entries(PROGRAMS))
    assert.notEqual(
      spawnSync(name, ['--version'], { env: { PATH } }).error?.code,
      'ENOENT',
      `${name} is missing: apt-get install ${debianPackage}`,
    );
}

async function build() {
  images = await buildTwice(scratch);
}
