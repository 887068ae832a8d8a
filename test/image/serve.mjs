// The image as Kubernetes runs it: node is PID 1, uid 10001, a read-only root, two writable folders.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

const START_SECONDS = 90;

const MOUNTS = `
set -e
mount --bind "$ROOTFS" "$ROOTFS"
mkdir -p "$ROOTFS/proc" "$ROOTFS/dev" "$ROOTFS/tmp"
touch "$ROOTFS/etc/hosts" "$ROOTFS/etc/resolv.conf"
mount --bind /etc/hosts "$ROOTFS/etc/hosts"
mount --bind /etc/resolv.conf "$ROOTFS/etc/resolv.conf"
mount -t proc proc "$ROOTFS/proc"
mount --rbind /dev "$ROOTFS/dev"
mount -o remount,bind,ro "$ROOTFS"
mount -t tmpfs -o uid=10001,gid=10001,mode=0700 tmpfs "$ROOTFS/var/lib/portero"
mount -t tmpfs -o mode=1777 tmpfs "$ROOTFS/tmp"
exec unshare --pid --fork --kill-child --root="$ROOTFS" --wd=/app --setgid=10001 --setuid=10001 "$@"
`;

/** Runs the image's own command. @returns the child, its output so far, and a function that signals node itself */
export function startInImage({ rootfs, config }, command, env) {
  const declared = Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/su).slice(0, 2)));
  const child = spawn('unshare', ['--mount', 'sh', '-c', MOUNTS, 'sh', ...command], {
    env: { ...declared, ...env, ROOTFS: rootfs },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const exited = once(child, 'exit');
  return {
    child,
    output: () => printed,
    exited,
    node: () => processOne(child.pid),
    // The change of user cancels `--kill-child`: node would outlive unshare, and this program would wait for it.
    kill() {
      const node = processOne(child.pid);
      if (node !== null) process.kill(node, 'SIGKILL');
      child.kill('SIGKILL');
    },
  };
}

// Null before the process that becomes node exists, and after it has ended.
function processOne(pid) {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const status = child === '' ? '' : readFileSync(`/proc/${child}/status`, 'utf8');
    return /^NSpid:\t\d+\t1$/mu.test(status) ? Number(child) : null;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
}

/** Waits until the service is ready. */
export async function untilReady(service, origin) {
  const until = Date.now() + START_SECONDS * 1000;
  while (Date.now() < until && service.child.exitCode === null) {
    const ready = await fetch(`${origin}/readyz`).catch(() => null);
    if (ready?.ok) return;
    await delay(200);
  }
  service.kill();
  throw new Error(`The image does not serve:\n${service.output()}`);
}
