import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** The folders of Debian's programs, including those that are missing in the PATH of an unprivileged user. */
const FOLDERS = [
  '/usr/lib/postgresql/15/bin',
  ...(process.env['PATH'] ?? '').split(':'),
  ...['/usr/sbin', '/usr/bin', '/usr/local/sbin'],
];

/**
 * The path of a program that only slow specs need; `null` if its Debian package is not installed. Then a message says so, so
 * that skipped specs are not taken for passed ones. With `SYSTEM_PACKAGES=required`, as in `.ci/run`, it throws instead.
 */
export function systemProgram(name: string, debianPackage: string): string | null {
  const found = FOLDERS.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  const message = `${name} is not installed (Debian package ${debianPackage})`;
  if (process.env['SYSTEM_PACKAGES'] === 'required') throw new Error(message);
  // Not through the console, because its output is hidden if the specs pass.
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
