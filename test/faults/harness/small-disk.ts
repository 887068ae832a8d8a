import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(64 * 1024);
const RIGHTS_OF_ALL = 0o755;

/** A disk of a few megabytes, in memory, that can be filled to the last byte. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes every byte that is left. */
  fill(): void;
  /** Gives them back. */
  free(): void;
  /** Makes it read-only for everybody, root included, or writable again. */
  remount(access: 'ro' | 'rw'): void;
  remove(): void;
}

/**
 * Mounts one. Only root may; without its rights the caller's tests are skipped, which is said aloud.
 * @returns null without the rights
 */
export function smallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'portero-disk-'));
  const refused = run(
    'mount',
    '-t',
    'tmpfs',
    '-o',
    `size=${megabytes}m,mode=${RIGHTS_OF_ALL.toString(8)}`,
    'tmpfs',
    folder,
  );
  if (refused !== null) {
    rmdirSync(folder);
    process.stderr.write(`\nSKIPPED: a disk cannot be mounted (${refused}), so no full disk is tested.\n\n`);
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fill(ballast),
    free: () => rmSync(ballast, { force: true }),
    remount(access) {
      const problem = run('mount', '-o', `remount,${access}`, folder);
      if (problem !== null) throw new Error(problem);
    },
    remove() {
      // Lazy: a process that was killed may still be on its way out.
      run('umount', '-l', folder);
      rmdirSync(folder);
    },
  };
}

function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (let size = CHUNK.length; size > 0;) {
      try {
        writeSync(descriptor, CHUNK, 0, size);
      } catch {
        size = Math.floor(size / 2);
      }
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function run(program: string, ...words: readonly string[]): string | null {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}
