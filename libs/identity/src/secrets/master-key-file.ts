import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/**
 * Reads the master key from a file in base64 that only the service's user can read; the first call creates it. Throws
 * an `Error` when the file has other content, because a new key would make all sealed data unreadable.
 */
export function readOrCreateMasterKey(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, written(randomBytes(KEY_BYTES)), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  return read(path);
}

/** The key in that file, or `null` when there is none yet. Throws as {@link readOrCreateMasterKey} does. */
export function readMasterKey(path: string): Buffer | null {
  return existsSync(path) ? read(path) : null;
}

/** The path where {@link replaceMasterKey} stores the replaced key. */
export function previousMasterKeyFile(path: string): string {
  return `${path}.previous`;
}

/**
 * The key before the replacement; `null` when there was none, or when the old key was deleted since. Throws as {@link
 * readOrCreateMasterKey} does.
 */
export function readPreviousMasterKey(path: string): Buffer | null {
  const previous = readMasterKey(previousMasterKeyFile(path));
  // A replacement that was interrupted before the new key was written has changed nothing.
  return previous !== null && previous.equals(read(path)) ? null : previous;
}

/**
 * Replaces the key in the file. The old one is written to {@link previousMasterKeyFile} first, so that after a crash at
 * any time both files together open all sealed data. Throws as {@link readOrCreateMasterKey} does.
 */
export function replaceMasterKey(path: string): void {
  replaceFile(previousMasterKeyFile(path), written(read(path)));
  replaceFile(path, written(randomBytes(KEY_BYTES)));
}

function read(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`The master key file must hold ${KEY_BYTES} bytes in base64`);
  return key;
}

function written(key: Buffer): string {
  return `${key.toString('base64')}\n`;
}

/** Writes atomically and flushes to disk, because data that is sealed under a key must not outlive the key. */
function replaceFile(path: string, content: string): void {
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, content, { mode: 0o600, flush: true });
  renameSync(unfinished, path);
  flushFolder(dirname(path));
}

/** A rename is durable after its folder is flushed. Windows cannot open folders, and does this itself. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
