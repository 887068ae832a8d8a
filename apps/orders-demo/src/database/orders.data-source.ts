import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Order } from './order.entity';
import { FolderLock } from './folder-lock';
import { CreateOrders1795400000000 } from './migrations/1795400000000-create-orders';

/** The database of this service: PostgreSQL inside the process, with its files in a separate folder. */
export class OrdersDataSource extends DataSource {
  private constructor(
    private readonly database: PGlite,
    private readonly lock: FolderLock | null,
  ) {
    super({
      type: 'postgres',
      entities: [Order],
      migrations: [CreateOrders1795400000000],
      synchronize: false,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
      // Without this, `findOneBy({ owner: undefined })` returns the row of any tenant.
      invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
      extra: { connection: createPgConfig(database).connection, max: 1, idleTimeoutMillis: 0 },
    });
  }

  /**
   * Opens it and brings the tables up to date.
   *
   * @param folder `null` keeps everything in memory
   * @throws {FolderInUseError}
   */
  static async open(folder: string | null): Promise<OrdersDataSource> {
    if (folder !== null) await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = folder === null ? null : await FolderLock.take(folder);
    try {
      const database = await (folder === null ? PGlite.create() : PGlite.create(join(folder, 'database')));
      const dataSource = new OrdersDataSource(database, lock);
      await dataSource.initialize();
      await dataSource.runMigrations();
      return dataSource;
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  /** TypeORM ends only its pool. */
  override async destroy(): Promise<void> {
    try {
      await super.destroy();
    } finally {
      if (!this.database.closed) await this.database.close();
      await this.lock?.release();
    }
  }
}
