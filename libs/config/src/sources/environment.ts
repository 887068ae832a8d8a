import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { readEnvFile } from './env-file';
import { SettingsError } from '../settings.errors';

const FILE = '.env';

/**
 * The environment of the process, with variables from the file `.env` in the working folder if it exists. The
 * environment has precedence over the file. No other code reads the environment.
 *
 * @throws SettingsError when the file cannot be read, or has a line whose meaning is not certain
 */
export function environment(): NodeJS.ProcessEnv {
  const bytes = contentOfFile();
  if (bytes === null) return env;
  for (const [name, value] of Object.entries(readEnvFile(bytes, FILE))) env[name] ??= value;
  return env;
}

function contentOfFile(): Buffer | null {
  try {
    return readFileSync(FILE);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT') return null;
    throw new SettingsError([`${FILE} must be a file that can be read (${String(code)})`]);
  }
}
