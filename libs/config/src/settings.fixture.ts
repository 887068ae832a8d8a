import { randomBytes } from 'node:crypto';
import type { LoadOptions } from './load-settings';
import { loadSettings } from './load-settings';
import { SettingsError } from './settings.errors';

/** The least that hardened mode starts with. */
export const HARDENED = {
  CONTRACT_MODE: 'hardened',
  MASTER_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'https://login.example.org',
  SMTP_URL: 'smtps://portero:letters@mail.example.org:465',
} as const;

/** What `loadSettings` has against an environment. */
export function problemsOf(env: NodeJS.ProcessEnv, options?: LoadOptions): readonly string[] {
  try {
    loadSettings(env, options);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
