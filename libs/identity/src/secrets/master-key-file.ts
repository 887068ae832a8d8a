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
 * Reads the master key that the service keeps for itself, base64 in a file only its user can read; the first call
 * makes it. Throws an `Error` when the file holds something else: a new key would make everything sealed unreadable.
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

/** Where {@link replaceMasterKey} keeps the key that it replaced. */
export function previousMasterKeyFile(path: string): string {
  return `${path}.previous`;
}

/** What the file held before it was replaced; `null` when nobody did, or the earlier key was deleted since. Throws likewise. */
export function readPreviousMasterKey(path: string): Buffer | null {
  const previous = readMasterKey(previousMasterKeyFile(path));
  // A replacement that was cut off before the new key was there has changed nothing.
  return previous !== null && previous.equals(read(path)) ? null : previous;
}

/**
 * Puts a new key in the file's place. The old one is in {@link previousMasterKeyFile} before that, so that no crash leaves a
 * moment without it: whoever reads both opens everything at any time. Throws as {@link readOrCreateMasterKey} does.
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

/** All of it or nothing, and on the disk when it returns: what is sealed under a key must not outlive it. */
function replaceFile(path: string, content: string): void {
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, content, { mode: 0o600, flush: true });
  renameSync(unfinished, path);
  flushFolder(dirname(path));
}

/** A rename is on the disk when its folder is. Windows cannot open folders, and does it by itself. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
