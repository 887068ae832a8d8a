import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { isLockFailure } from '../database-errors';
import { MigrationWaitError } from './migration-wait.error';

/**
 * How long a statement of a migration waits for a lock. Requests that need the same table queue behind it, so this is less
 * than what a statement and a wait for a connection may take.
 */
export const LOCK_TIMEOUT_MS = 2_000;
/** Requests run between two attempts. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Runs migrations on a session with `lock_timeout`, and retries while they do not get a lock. Uncommitted changes are
 * rolled back in between.
 *
 * @param waitSeconds how long to retry
 * @param work runs what is pending; it is called again after a failure to get a lock
 * @param pending names the migration that comes next
 * @throws MigrationWaitError, or whatever else `work` throws
 */
export async function withBoundedLocks<T>(
  runner: QueryRunner,
  waitSeconds: number,
  work: () => Promise<T>,
  pending: () => Promise<string>,
): Promise<T> {
  const until = performance.now() + waitSeconds * 1000;
  await limitLocks(runner);
  for (let pause = LOCK_TIMEOUT_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isLockFailure(error)) throw error;
      const sentence = `Migration ${await pending()} does not get the lock of a table`;
      const others = await describeTransactions(runner);
      if (performance.now() + pause > until) {
        throw new MigrationWaitError(
          `${sentence} within ${waitSeconds} s, and was rolled back. ${others} Let it finish, or end it with SELECT pg_terminate_backend(<process id>), and start again.`,
        );
      }
      new Logger('Migrations').warn(`${sentence}; it is tried again in ${pause / 1000} s. ${others}`);
      await delay(pause);
    }
  }
}

/** Sets the time limit of locks for the session, until `RESET lock_timeout`. */
export async function limitLocks(runner: QueryRunner): Promise<void> {
  await runner.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
}

/** The oldest open transaction most likely holds the lock. The real holder cannot be determined after the failure. */
async function describeTransactions(runner: QueryRunner): Promise<string> {
  const [oldest] = (await runner.query(
    `SELECT pid, application_name AS name, state, xact_start AS since FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        AND application_name <> 'portero-migrations'
      ORDER BY xact_start LIMIT 1`,
  )) as readonly { pid: number; name: string; state: string; since: Date }[];
  if (oldest === undefined) return 'No other transaction is open now.';
  const name = oldest.name === '' ? 'no application name' : oldest.name;
  return `The oldest open transaction is of process ${oldest.pid} of the server (${name}, ${oldest.state}, since ${oldest.since.toISOString()}).`;
}
