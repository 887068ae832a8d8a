import { SettingsError } from '@portero/config';
import { FolderInUseError, isDatabaseUnavailable } from '@portero/database';

/** Why the service did not start: lines for the terminal, without secrets and without a stack trace. */
export function explainFailure(error: unknown): readonly string[] {
  if (error instanceof SettingsError) return error.problems;
  if (error instanceof FolderInUseError) return [error.message];
  if (isDatabaseUnavailable(error)) return ['The database at DATABASE_URL cannot be reached; is it running?'];
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return ['The port is in use already; set PORT to another one.'];
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES') return ['HOST and PORT cannot be listened on.'];
  if (code === '28P01' || code === '28000') return ['The database refuses the user or the password of DATABASE_URL.'];
  if (code === '3D000') return ['The database that DATABASE_URL names does not exist.'];
  if (error instanceof Error && error.message.includes('unable to authenticate data')) {
    return ['MASTER_KEY is not the one that the signing keys in this database were sealed with.'];
  }
  return ['The service could not start:', error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
