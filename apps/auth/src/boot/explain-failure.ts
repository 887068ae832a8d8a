import { whyNotReady } from '@portero/setup';

/** The service cannot listen at the address and port of its settings. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  /** @param port the setting of the port */
  constructor(
    readonly port: 'PORT' | 'MANAGEMENT_PORT',
    override readonly cause: unknown,
  ) {
    super(`Cannot listen on HOST and ${port}`);
  }
}

/** Why the service did not start: lines for the terminal, without secrets and without a stack trace. */
export function explainFailure(error: unknown): readonly string[] {
  // Checked first, because an unknown host here looks like an unknown host of the database.
  if (error instanceof ListenError) return [whyNotListening(error)];
  const failure = whyNotReady(error);
  if (failure) return failure.lines;
  return ['The service could not start:', error instanceof Error ? (error.stack ?? error.message) : String(error)];
}

function whyNotListening({ port, cause }: ListenError): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  if (code === 'EADDRINUSE') return `The port is in use already; set ${port} to another one.`;
  if (code === 'EACCES') return `${port} needs rights that this process lacks; set it to 1024 or more.`;
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
    return `HOST is no address of this machine (${code}); set it to one, such as 127.0.0.1 or 0.0.0.0.`;
  return `HOST and ${port} cannot be listened on (${code}).`;
}
