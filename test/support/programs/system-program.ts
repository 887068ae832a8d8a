import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where Debian keeps programs, also those that the PATH of a user without privileges does not name. */
const FOLDERS = [
  '/usr/lib/postgresql/15/bin',
  ...(process.env['PATH'] ?? '').split(':'),
  ...['/usr/sbin', '/usr/bin', '/usr/local/sbin'],
];

/**
 * A program of a Debian package that only slow specs need; `null` where it is not installed, which is said aloud so that
 * nobody takes what is skipped for passed. With `SYSTEM_PACKAGES=required`, as in `.ci/run`, it throws instead.
 */
export function systemProgram(name: string, debianPackage: string): string | null {
  const found = FOLDERS.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  const message = `${name} is not installed (Debian package ${debianPackage})`;
  if (process.env['SYSTEM_PACKAGES'] === 'required') throw new Error(message);
  // Not by console: what specs print there is hidden where they do not fail.
  process.stderr.write(`\nSKIPPED: ${message}, so nothing that needs it is tested.\n\n`);
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
