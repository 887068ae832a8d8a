import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { MigrationWaitError } from '../migrating/migration-wait.error';

/** Two arbitrary numbers, the same in every release: replicas of different versions must meet at one lock. */
const LOCK = [1_349_481_332, 1] as const;

const RETRY_MS = 250;
const TELL_MS = 5_000;

/**
 * Runs `work` while no other process migrates this database.
 *
 * The lock belongs to an open transaction on a connection of its own. It ends with that transaction or connection, so
 * it is free again when the process dies, also behind a pooler that hands the connection to others.
 *
 * @param open opens a connection that keeps its session during a transaction
 * @param waitSeconds how long to wait for another process
 * @throws MigrationWaitError, or whatever `open` and `work` throw
 */
export async function withMigrationLock<T>(
  open: () => Promise<Client>,
  waitSeconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const holder = await open();
  try {
    await takeLock(holder, waitSeconds);
    return await work();
  } finally {
    // Closing the connection ends the transaction, and with it the lock.
    await holder.end().catch(() => undefined);
  }
}

async function takeLock(holder: Client, waitSeconds: number): Promise<void> {
  const started = performance.now();
  let nextNote = 0;
  for (;;) {
    await holder.query('BEGIN');
    await holder.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
    // Without parameters: the portal of a statement with parameters keeps its snapshot while the transaction is open,
    // and CREATE INDEX CONCURRENTLY waits for every snapshot.
    const { rows } = await holder.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_xact_lock(${LOCK.join(', ')}) AS taken`,
    );
    if (rows[0]?.taken === true) return;
    const blocker = await describeBlocker(holder);
    await holder.query('ROLLBACK');
    const waited = performance.now() - started;
    if (waited >= waitSeconds * 1000) {
      throw new MigrationWaitError(
        `Another process has held the lock of migrations for ${waitSeconds} s: ${blocker}. If it is not a starting Portero, end it with SELECT pg_terminate_backend(<process id>).`,
      );
    }
    if (waited >= nextNote) {
      new Logger('Migrations').log(`Waiting for another process that migrates this database: ${blocker}`);
      nextNote = waited + TELL_MS;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function describeBlocker(holder: Client): Promise<string> {
  const { rows } = await holder.query<{ pid: number; name: string | null; since: Date | null }>(
    `SELECT l.pid, a.application_name AS name, a.backend_start AS since
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [...LOCK],
  );
  const [blocker] = rows;
  if (!blocker) return 'it has just ended';
  const since = blocker.since === null ? '' : `, connected since ${blocker.since.toISOString()}`;
  return `process ${blocker.pid} of the server (${blocker.name === null || blocker.name === '' ? 'no application name' : blocker.name}${since})`;
}
