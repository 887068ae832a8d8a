import type { Pool, QueryResultRow } from 'pg';
import { DataSource, type DataSourceOptions, type Migration, type QueryRunner, type ReplicationMode } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { ConnectionLostError } from './database-errors';
import { GuardedQueryRunner, type RunnerContext } from './guarded-query-runner';
import { withMigrationLock } from './migration-lock';
import type { NoticeEars, NoticeLine } from './notices/notice-line';
import { openServerNoticeLine } from './notices/server-notice-line';
import type { NamedStatement, QueryParameter } from './queries/prepared-query';
import { asStatement, failedQuery, type Preparing } from './queries/prepared-statement';
import { StatementObservers } from './queries/statement-observers';
import { TransactionGuard } from './transaction-guard';

/** How TypeORM's migration commands choose transactions. */
type MigrationOptions = { transaction?: 'all' | 'none' | 'each'; fake?: boolean };

/**
 * A data source whose query runners obey the transaction guard and whose migrations, run from the service or from the
 * TypeORM command line, hold one lock in the database.
 */
export class GuardedDataSource extends DataSource implements RunnerContext {
  readonly guard = new TransactionGuard();
  readonly statements = new StatementObservers();

  constructor(
    options: DataSourceOptions,
    readonly preparing: Preparing = 'on',
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
   * @throws NestedQueryError inside a transaction
   */
  async runPrepared<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    this.guard.admit(null);
    this.statements.sent(query.text, query.name);
    // Not the pool's own `query`, which closes the connection when the statement fails.
    const client = await this.#pool.connect();
    client.on('error', ignoreReported);
    try {
      return (await client.query<Row>(asStatement(query, parameters, this.preparing))).rows;
    } catch (error) {
      throw failedQuery(query.text, error);
    } finally {
      client.off('error', ignoreReported);
      client.release();
    }
  }

  get #pool(): Pool {
    const pool = (this.driver as PostgresDriver).master as Pool | undefined;
    if (!this.isInitialized || !pool) throw new ConnectionLostError(null);
    return pool;
  }

  /** Opens a connection that hears what is announced. @throws the driver's error */
  openNoticeLine(ears: NoticeEars): Promise<NoticeLine> {
    const { url } = this.options as { readonly url?: string };
    if (url === undefined) throw new TypeError('Only a server is connected to by a URL');
    return openServerNoticeLine(url, ears);
  }

  override async runMigrations(options: MigrationOptions = {}): Promise<Migration[]> {
    return withMigrationLock(this, options, (executor) => executor.executePendingMigrations());
  }

  override async undoLastMigration(options: MigrationOptions = {}): Promise<void> {
    return withMigrationLock(this, options, (executor) => executor.undoLastMigration());
  }
}

/** A connection that ends fails its statement too, and that error is thrown. Without a listener the event ends the process. */
function ignoreReported(): void {
  // Nothing is left to do.
}
