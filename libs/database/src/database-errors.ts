/** The connection of a transaction ended between two of its queries. Nothing of the transaction was saved. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(cause: unknown) {
    super('The connection to the database was lost.', { cause });
  }
}

/** All connections are in use, and the maximum number of callers waits. No statement was sent. */
export class PoolFullError extends Error {
  override readonly name = 'PoolFullError';

  constructor() {
    super('Too many callers wait for a connection to the database.');
  }
}

const failedToConnect = new WeakSet<Error>();

/**
 * Marks an error as one of connecting: no statement can have run, so it is never the caller's mistake.
 */
export function markFailedToConnect(error: unknown): void {
  if (error instanceof Error) failedToConnect.add(error);
}

/** SQLSTATE of a value that a unique index already holds. */
const UNIQUE_VIOLATION = '23505';

/** SQLSTATE classes: connection exception, invalid authorization, insufficient resources (53300 too many connections, 53100 disk full). */
const UNAVAILABLE_CLASSES = new Set(['08', '28', '53']);

/** SQLSTATEs of a lock that was not granted: `deadlock_detected`, and `lock_not_available` after NOWAIT or `lock_timeout`. */
const LOCK_STATES: ReadonlySet<string> = new Set(['40P01', '55P03']);

/** SQLSTATEs of a transaction that failed because of others: those, and `serialization_failure`. */
const CONFLICT_STATES: ReadonlySet<string> = new Set([...LOCK_STATES, '40001']);

/** Single SQLSTATEs, by PostgreSQL's appendix A. */
const UNAVAILABLE_STATES = new Set([
  ...CONFLICT_STATES,
  '3D000', // the database does not exist (any more, or not yet)
  '25006', // the server became read-only: it was demoted to a standby
  '25P03', // idle_in_transaction_session_timeout
  '57014', // statement_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
]);

/** Codes of the operating system and the resolver. */
const UNAVAILABLE_ERRNOS = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOENT', // the path of a Unix socket
  'ENOTFOUND',
  'EPIPE',
  'EPROTO', // TLS
  'ETIMEDOUT',
]);

/** pg, TypeORM and PGlite give these errors no code, so they are recognised by their text. */
const UNAVAILABLE_MESSAGES = new Set([
  'Cannot use a pool after calling end on the pool',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Connection terminated',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Driver not Connected',
  'PGlite is closed',
  'PGlite is closing',
  'timeout exceeded when trying to connect',
  'timeout expired',
]);

/** An error, and what it wraps: TypeORM's `driverError`, `cause`, and the attempts of a host with several addresses. */
function* chain(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > 5) return;
  yield error;
  yield* chain(Reflect.get(error, 'driverError'), depth + 1);
  yield* chain(error.cause, depth + 1);
  if (error instanceof AggregateError) for (const attempt of error.errors) yield* chain(attempt, depth + 1);
}

function textField(error: Error, field: string): string | null {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : null;
}

/**
 * The unique index that refused a write, so that the caller knows which value is taken.
 *
 * @param error whatever a query threw
 * @returns the name of the unique constraint or index that refused the row; `null` for any other error
 */
export function uniqueViolation(error: unknown): string | null {
  for (const each of chain(error)) {
    if (textField(each, 'code') === UNIQUE_VIOLATION) return textField(each, 'constraint');
  }
  return null;
}

/**
 * Whether a statement did not get a lock in time, or was chosen to end a deadlock.
 *
 * @param error whatever a query threw
 */
export function isLockFailure(error: unknown): boolean {
  return hasState(error, LOCK_STATES);
}

/**
 * Whether the server rolled a transaction back because of simultaneous transactions: nothing was written, and a retry
 * may succeed.
 *
 * @param error whatever a query or a transaction threw
 */
export function isTransactionConflict(error: unknown): boolean {
  return hasState(error, CONFLICT_STATES);
}

function hasState(error: unknown, states: ReadonlySet<string>): boolean {
  return [...chain(error)].some((each) => states.has(textField(each, 'code') ?? ''));
}

/**
 * Whether the database cannot answer now, and might later: connecting failed for any reason (TLS included), the connection
 * was lost, or the server is starting, stopping, full, out of connections, a standby, took longer than the time limit, or
 * rolled back a transaction each time that it was run. A caller answers 503 to it.
 *
 * @param error whatever a query, a transaction or `initialize()` threw
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const each of chain(error)) {
    if (failedToConnect.has(each) || each instanceof ConnectionLostError || each instanceof PoolFullError) return true;
    // TypeORM releases the query runner of a connection that ended, and refuses the next query on it.
    if (each.name === 'QueryRunnerAlreadyReleasedError' || UNAVAILABLE_MESSAGES.has(each.message)) return true;
    const code = textField(each, 'code');
    if (code !== null && isUnavailableCode(code)) return true;
  }
  return false;
}

/**
 * What an error says of its cause, without anything that it quotes: a SQLSTATE, a code of the operating system, a text of the
 * driver that never changes, or the name of the error.
 *
 * @param error whatever a query, a transaction or `initialize()` threw
 */
export function databaseErrorName(error: unknown): string {
  const errors = [...chain(error)];
  const code = errors.map((each) => textField(each, 'code')).find((each) => each !== null);
  const known = errors.find(({ message }) => UNAVAILABLE_MESSAGES.has(message));
  return code ?? known?.message ?? errors.at(-1)?.name ?? 'unknown';
}

function isUnavailableCode(code: string): boolean {
  if (UNAVAILABLE_ERRNOS.has(code) || /^(?:EAI|ERR_SSL|ERR_TLS)_/u.test(code)) return true;
  return code.length === 5 && (UNAVAILABLE_STATES.has(code) || UNAVAILABLE_CLASSES.has(code.slice(0, 2)));
}
