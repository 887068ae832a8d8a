import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

/**
 * The environment of the process, completed by a file `.env` in the working folder where there is one. What the
 * environment says itself wins. Nothing else in the code reads the environment.
 */
export function environment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) loadEnvFile('.env');
  return process.env;
}
