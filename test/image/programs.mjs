import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program to its end. @returns its output. Throws an error with its output if it fails. */
export async function run(command, parameters, options = {}) {
  const { stdout } = await promisify(execFile)(command, parameters, { maxBuffer: 64 * 1024 * 1024, ...options });
  return stdout;
}
