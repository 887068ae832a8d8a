import { SettingsError } from '@portero/config';
import {
  DatabaseUrlError,
  FolderInUseError,
  isDatabaseUnavailable,
  MigrationWaitError,
  UnfitDatabaseError,
  UnusableFolderError,
} from '@portero/database';
import { WrongMasterKeyError } from '@portero/identity';

/** The reason why a process cannot work, and lines with the remedy. */
export interface StartFailure {
  readonly reason: 'settings' | 'folder_in_use' | 'folder' | 'database' | 'master_key';
  /** Whole sentences; no secret, no value of a setting. */
  readonly lines: readonly string[];
}

/** Remedies by SQLSTATE or by the code of a TLS error. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'Check the user and the password of DATABASE_URL.',
  '28000': 'Check the user of DATABASE_URL. Where the server demands TLS, add sslmode=verify-full with sslrootcert.',
  '3D000': 'Create the database that DATABASE_URL names.',
  '42501': 'Give the role of DATABASE_URL the right to create tables: GRANT CREATE, USAGE ON SCHEMA public TO …',
  '53300': 'Lower DATABASE_POOL_SIZE, or raise max_connections of the server.',
  '08P01': 'Behind a pooler in transaction mode set DATABASE_DIRECT_URL to the server itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Name the root certificate of the server: sslrootcert in DATABASE_URL.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Name the certificate of the server as its own root: sslrootcert in DATABASE_URL.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Name the root certificate of the server: sslrootcert in DATABASE_URL.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Name the root certificate of the server: sslrootcert in DATABASE_URL.',
  CERT_HAS_EXPIRED: 'Renew the certificate of the server.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Use the host name in DATABASE_URL that the certificate of the server names.',
};

/** Remedies by the driver's messages without a code. */
const REMEDY_BY_MESSAGE: Readonly<Record<string, string>> = {
  'The server does not support SSL connections': 'Turn TLS on at the server, or take sslmode out of DATABASE_URL.',
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
  if (error instanceof UnusableFolderError) return { reason: 'folder', lines: [error.trouble, error.remedy] };
  const database = databaseFailure(error);
  if (database !== null) return { reason: 'database', lines: database };
  if (error instanceof WrongMasterKeyError) return { reason: 'master_key', lines: [error.message] };
  if (error instanceof Error && error.message.includes('unable to authenticate data')) {
    return { reason: 'master_key', lines: [new WrongMasterKeyError().message] };
  }
  return null;
}

function databaseFailure(error: unknown): readonly string[] | null {
  if (error instanceof UnfitDatabaseError) {
    return error.reasons.flatMap(({ message, remedy }) => [`The database cannot be used. ${message}`, remedy]);
  }
  if (error instanceof DatabaseUrlError || error instanceof MigrationWaitError) return [error.message];
  const cause = driverErrorOf(error);
  const code: unknown = Reflect.get(cause, 'code');
  const known = REMEDIES[typeof code === 'string' ? code : ''] ?? REMEDY_BY_MESSAGE[cause.message];
  if (known !== undefined) return [`The database answers: ${sentence(cause.message)}`, known];
  if (!isDatabaseUnavailable(error)) return null;
  const reason = cause.message === '' ? (typeof code === 'string' ? code : 'no answer') : cause.message;
  return ['The database at DATABASE_URL cannot be reached; is it running?', sentence(reason)];
}

/** The answer as a sentence, without a URL, which may contain a password. */
function sentence(message: string): string {
  const told = message.replaceAll(/\w+:\/\/\S+/gu, '…');
  return /[.!?]$/u.test(told) ? told : `${told}.`;
}

/** TypeORM wraps the driver's error once a connection is there; several addresses of one host come as one error. */
function driverErrorOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const driverError: unknown = Reflect.get(error, 'driverError');
  const cause = driverError instanceof Error ? driverError : error;
  const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : [];
  return first instanceof Error ? first : cause;
}
