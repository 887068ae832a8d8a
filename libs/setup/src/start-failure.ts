import { SettingsError } from '@portero/config';
import { FolderInUseError, isDatabaseUnavailable } from '@portero/database';
import { WrongMasterKeyError } from '@portero/identity';

/** What keeps a process from working, and the lines that tell a person what to do about it. */
export interface StartFailure {
  readonly reason: 'settings' | 'folder_in_use' | 'database' | 'master_key';
  /** Whole sentences; no secret, no value of a setting. */
  readonly lines: readonly string[];
}

/** By SQLSTATE. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'The database refuses the user or the password of DATABASE_URL.',
  '28000': 'The database refuses the user or the password of DATABASE_URL.',
  '3D000': 'The database that DATABASE_URL names does not exist.',
  '53300': 'The database takes no more connections; see DATABASE_POOL_SIZE and its max_connections.',
};

/**
 * Why settings, database or keys cannot be used.
 *
 * @param error whatever loading the settings, opening the database or reading the keys threw
 * @returns `null` for anything else
 */
export function whyNotReady(error: unknown): StartFailure | null {
  if (error instanceof SettingsError) return { reason: 'settings', lines: error.problems };
  if (error instanceof FolderInUseError) return { reason: 'folder_in_use', lines: [error.message] };
  const refusal = REFUSALS[codeOf(error)];
  if (refusal !== undefined) return { reason: 'database', lines: [refusal] };
  if (isDatabaseUnavailable(error)) {
    return { reason: 'database', lines: ['The database at DATABASE_URL cannot be reached; is it running?'] };
  }
  if (error instanceof WrongMasterKeyError) return { reason: 'master_key', lines: [error.message] };
  if (error instanceof Error && error.message.includes('unable to authenticate data')) {
    return { reason: 'master_key', lines: [new WrongMasterKeyError().message] };
  }
  return null;
}

/** TypeORM wraps the driver's error once a connection is there. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const driverError: unknown = Reflect.get(error, 'driverError');
  const code: unknown = Reflect.get(driverError instanceof Error ? driverError : error, 'code');
  return typeof code === 'string' ? code : '';
}
