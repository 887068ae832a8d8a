import { CannotExecuteNotConnectedError, MigrationExecutor, type DataSource } from 'typeorm';

/** Two arbitrary numbers, the same in every release: replicas of different versions must meet at one lock. */
const LOCK = '1349481332, 1';

/**
 * Runs `work` while no other process migrates this database. The lock, the migrations and their book-keeping share one
 * connection, because the embedded database has only one. The server frees the lock of a process that dies.
 *
 * @throws CannotExecuteNotConnectedError before the data source is initialised; else whatever `work` throws
 */
export async function withMigrationLock<T>(
  dataSource: DataSource,
  options: { transaction?: 'all' | 'none' | 'each'; fake?: boolean },
  work: (executor: MigrationExecutor) => Promise<T>,
): Promise<T> {
  if (!dataSource.isInitialized) throw new CannotExecuteNotConnectedError();
  const runner = dataSource.createQueryRunner();
  const executor = new MigrationExecutor(dataSource, runner);
  executor.transaction = options.transaction ?? dataSource.options.migrationsTransactionMode ?? 'each';
  executor.fake = options.fake ?? false;
  try {
    // A migration, or the wait for another replica's, may take longer than any query of a request.
    await runner.query('SET statement_timeout = 0');
    await runner.query(`SELECT pg_advisory_lock(${LOCK})`);
    try {
      return await work(executor);
    } finally {
      // A lost connection has lost the lock too, and the error of `work` says more than the error of this.
      await runner.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => undefined);
      await runner.query('RESET statement_timeout').catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
