import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/**
 * Reads the master key that the service keeps for itself, base64 in a file only its user can read; the first call
 * makes it. Throws an `Error` when the file holds something else: a new key would make everything sealed unreadable.
 */
export function readOrCreateMasterKey(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  return read(path);
}

/** The key in that file, or `null` when there is none yet. Throws as {@link readOrCreateMasterKey} does. */
export function readMasterKey(path: string): Buffer | null {
  return existsSync(path) ? read(path) : null;
}

function read(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`The master key file must hold ${KEY_BYTES} bytes in base64`);
  return key;
}
