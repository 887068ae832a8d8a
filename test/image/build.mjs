import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBases, npmCache } from './bases.mjs';
import { root, run } from './programs.mjs';

/**
 * Builds deploy/Dockerfile twice, without a daemon and without an image registry.
 *
 * @param scratch a folder for all results
 * @returns for each build, its configuration and the folder where its files are mounted
 */
export async function buildTwice(scratch) {
  const buildah = buildahIn(scratch);
  const began = Date.now();
  await makeBases(scratch, buildah);
  console.log(`  bases made in ${seconds(began)} s`);
  const images = [];
  for (const tag of ['first', 'second']) images.push(await buildOnce(buildah, `localhost/portero:${tag}`));
  return images;
}

/** Runs buildah with a separate store. `overlay` copies no files; `vfs` works on kernels without overlay. */
export function buildahIn(scratch) {
  const driver = readFileSync('/proc/filesystems', 'utf8').includes('\toverlay\n') ? 'overlay' : 'vfs';
  const storage = ['--root', join(scratch, 'storage'), '--runroot', join(scratch, 'run'), '--storage-driver', driver];
  return (...parameters) => run('buildah', [...storage, ...parameters]);
}

/** Unmounts everything in the store of a scratch folder, so that the folder can be deleted. */
export async function unmountAll(scratch) {
  await buildahIn(scratch)('umount', '--all').catch(() => undefined);
  await run('umount', [join(scratch, 'storage/overlay')]).catch(() => undefined);
}

async function buildOnce(buildah, image) {
  const began = Date.now();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const named = ['--build-arg', `REVISION=${await revision()}`, '--build-arg', `VERSION=${version}`];
  const options = ['--isolation', 'chroot', '--pull-never', '--network', 'host', ...(await npmCache()), ...named];
  await buildah('bud', ...options, '-t', image, '-f', join(root, 'deploy/Dockerfile'), root);
  const container = (await buildah('from', '--pull-never', image)).trim();
  const { config } = JSON.parse(await buildah('inspect', '--type', 'image', image)).OCIv1;
  console.log(`  ${image} built in ${seconds(began)} s`);
  return { rootfs: (await buildah('mount', container)).trim(), config };
}

function revision() {
  return run('git', ['rev-parse', 'HEAD'], { cwd: root }).then(
    (text) => text.trim(),
    () => 'unknown',
  );
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(0);
}
