import { DataSource, type DataSourceOptions, type Migration, type QueryRunner, type ReplicationMode } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { GuardedQueryRunner } from './guarded-query-runner';
import { withMigrationLock } from './migration-lock';
import type { NoticeEars, NoticeLine } from './notices/notice-line';
import { openServerNoticeLine } from './notices/server-notice-line';
import { TransactionGuard } from './transaction-guard';

/** How TypeORM's migration commands choose transactions. */
type MigrationOptions = { transaction?: 'all' | 'none' | 'each'; fake?: boolean };

/**
 * A data source whose query runners obey the transaction guard and whose migrations, run from the service or from the
 * TypeORM command line, hold one lock in the database.
 */
export class GuardedDataSource extends DataSource {
  readonly guard = new TransactionGuard();

  constructor(options: DataSourceOptions) {
    super(options);
    const { driver } = this;
    if (!(driver instanceof PostgresDriver)) throw new TypeError('Only the postgres driver can be guarded');
    driver.createQueryRunner = (mode) => new GuardedQueryRunner(driver, mode, this.guard);
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
