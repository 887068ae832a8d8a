import type { Pool, PoolClient, QueryResultRow } from 'pg';
import {
  CannotExecuteNotConnectedError,
  DataSource,
  type DataSourceOptions,
  type Migration,
  MigrationExecutor,
  type QueryRunner,
  type ReplicationMode,
} from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { SingleConnection } from './connections/single-connection';
import { ConnectionLostError } from './database-errors';
import { GuardedQueryRunner, type RunnerContext } from './guarded-query-runner';
import { withBoundedLocks } from './migrating/bounded-locks';
import type { NoticeEars, NoticeLine } from './notices/notice-line';
import type { PoolCounts } from './pool/pool-counts';
import { releaseWithPlans } from './queries/kept-plans';
import type { NamedStatement, QueryParameter } from './queries/prepared-query';
import { runStatement } from './queries/prepared-statement';
import type { StatementNames } from './queries/statement-names';
import { StatementObservers } from './queries/statement-observers';
import { repeatAfterConflict } from './repeat-after-conflict';
import { TransactionGuard } from './transaction-guard';

/** How TypeORM's migration commands choose transactions. */
export type MigrationOptions = { transaction?: 'all' | 'none' | 'each'; fake?: boolean };

/** How long migrations try to get the locks of their tables. */
const LOCK_WAIT_SECONDS = 300;

/**
 * A data source whose query runners obey the transaction guard. A subclass for each kind of database implements notices
 * and keeps two processes from migrating at once.
 */
export abstract class GuardedDataSource extends DataSource implements RunnerContext {
  readonly guard = new TransactionGuard();
  readonly statements = new StatementObservers();

  constructor(
    options: DataSourceOptions,
    readonly names: StatementNames,
  ) {
    super(options);
    const { driver } = this;
    if (!(driver instanceof PostgresDriver)) throw new TypeError('Only the postgres driver can be guarded');
    driver.createQueryRunner = (mode) => new GuardedQueryRunner(driver, mode, this);
  }

  /** @throws the driver's error when the database cannot be reached; nothing stays open then. */
  override async initialize(): Promise<this> {
    try {
      return await super.initialize();
    } catch (error) {
      await this.driver.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** @throws NestedQueryError inside a transaction: everything that isn't the transaction's manager comes through here. */
  override createQueryRunner(mode?: ReplicationMode): QueryRunner {
    this.guard.admit(null);
    return super.createQueryRunner(mode);
  }

  /**
   * Runs a prepared statement on a connection of the pool, past TypeORM.
   * @throws NestedQueryError, not as a rejection, inside a transaction
   */
  runPrepared<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    this.guard.admit(null);
    return repeatAfterConflict(() => this.runOnce<Row>(query, parameters));
  }

  /** The same, without a repeat after a conflict with another transaction. */
  runPreparedOnce<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    this.guard.admit(null);
    return this.runOnce<Row>(query, parameters);
  }

  private async runOnce<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    this.statements.sent(query.text, query.name);
    // Not the pool's own `query`, which closes the connection when the statement fails.
    const client = await this.#pool.connect();
    try {
      return await this.statements.timed(query.text, query.name, () =>
        runStatement<Row>(client, query, parameters, { names: this.names, inTransaction: false }),
      );
    } finally {
      if (this.names.kept) releaseWithPlans(client);
      else client.release();
    }
  }

  /**
   * The same for a statement that only reads. Where there is a standby, it may answer; what was committed before the call is seen
   * in any case.
   */
  runRead<Row extends QueryResultRow>(query: NamedStatement, parameters: readonly QueryParameter[]): Promise<Row[]> {
    return this.runPrepared<Row>(query, parameters);
  }

  /** Whether a standby is read from; `null` where there is none. */
  get standbyUp(): boolean | null {
    return null;
  }

  /** The connections of the pool as they are now. */
  get poolCounts(): PoolCounts {
    const pool = (this.driver as PostgresDriver).master as Pool | undefined;
    if (!pool) return { active: 0, idle: 0, waiting: 0 };
    return { active: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  get #pool(): Pool {
    const pool = (this.driver as PostgresDriver).master as Pool | undefined;
    if (!this.isInitialized || !pool) throw new ConnectionLostError(null);
    return pool;
  }

  /** Opens a connection that receives notices. @throws the driver's error */
  abstract openNoticeLine(ears: NoticeEars): Promise<NoticeLine>;

  /** Opens a connection beside the pool. @throws the driver's error, and `TypeError` where there can be none */
  abstract openSingle(name: string, onLost: () => void): Promise<SingleConnection>;

  /** The source and options after `COPY … FROM`. */
  abstract readonly copySource: string;

  /** Runs `COPY … FROM` on a connection of the pool. @throws the driver's error */
  abstract copyIn(client: PoolClient, text: string, pieces: readonly Buffer[]): Promise<void>;

  /** Runs pending migrations, without the lock that keeps other processes out. @throws MigrationWaitError */
  async migrateUnlocked(options: MigrationOptions, waitSeconds = LOCK_WAIT_SECONDS): Promise<Migration[]> {
    return this.#withExecutor(options, async (executor, runner) => {
      const pending = await executor.getPendingMigrations();
      const next = async () => (await executor.getPendingMigrations())[0]?.name ?? '';
      await withBoundedLocks(runner, waitSeconds, () => executor.executePendingMigrations(), next);
      return pending;
    });
  }

  /** Undoes the newest migration, without the lock that keeps other processes out. @throws MigrationWaitError */
  async undoUnlocked(options: MigrationOptions, waitSeconds = LOCK_WAIT_SECONDS): Promise<void> {
    return this.#withExecutor(options, async (executor, runner) => {
      const last = async () => (await executor.getExecutedMigrations()).at(-1)?.name ?? '';
      await withBoundedLocks(runner, waitSeconds, () => executor.undoLastMigration(), last);
    });
  }

  /** @throws CannotExecuteNotConnectedError before the data source is initialised; else whatever a migration throws */
  async #withExecutor<T>(
    options: MigrationOptions,
    work: (executor: MigrationExecutor, runner: QueryRunner) => Promise<T>,
  ): Promise<T> {
    if (!this.isInitialized) throw new CannotExecuteNotConnectedError();
    const runner = this.createQueryRunner();
    const executor = new MigrationExecutor(this, runner);
    executor.transaction = options.transaction ?? this.options.migrationsTransactionMode ?? 'each';
    executor.fake = options.fake ?? false;
    try {
      // A migration may take longer than any query of a request.
      await runner.query('SET statement_timeout = 0');
      return await work(executor, runner);
    } finally {
      await runner.query('RESET statement_timeout; RESET lock_timeout').catch(() => undefined);
      await runner.release();
    }
  }
}
