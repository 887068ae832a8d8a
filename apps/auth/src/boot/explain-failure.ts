import { whyNotReady } from '@portero/setup';

/** Why the service did not start: lines for the terminal, without secrets and without a stack trace. */
export function explainFailure(error: unknown): readonly string[] {
  const failure = whyNotReady(error);
  if (failure) return failure.lines;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return ['The port is in use already; set PORT to another one.'];
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES') return ['HOST and PORT cannot be listened on.'];
  return ['The service could not start:', error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
