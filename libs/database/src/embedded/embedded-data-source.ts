import type { PGlite } from '@electric-sql/pglite' with { 'resolution-mode': 'import' };
import { mkdir } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import type { DataSourceOptions, Migration } from 'typeorm';
import { ConnectionLostError } from '../database-errors';
import { GuardedDataSource, type MigrationOptions } from '../guarded-data-source';
import { channelName, type NoticeEars, type NoticeLine } from '../notices/notice-line';
import { type Preparing, StatementNames } from '../queries/statement-names';
import { FolderLock } from './folder-lock';
import { openFolder, poolOptions } from './open-folder';
import { folderTrouble } from './unusable-folder.error';

/**
 * The embedded database behind TypeORM's own `postgres` driver and pg's own pool, which here has exactly one connection:
 * a transaction excludes everything else until it ends.
 */
export class EmbeddedDataSource extends GuardedDataSource {
  /** The path under which PGlite shows the data of a query. */
  override readonly copySource = "'/dev/blob'";

  #lock: FolderLock | null = null;
  #database: PGlite | null = null;
  #migrating: Promise<unknown> = Promise.resolve();

  constructor(
    options: DataSourceOptions,
    private readonly folder: string,
    preparing: Preparing = 'on',
  ) {
    super(options, new StatementNames(preparing, false));
  }

  /** @throws FolderInUseError, or an Error in one sentence when the folder holds no database that opens */
  override async initialize(): Promise<this> {
    if (this.isInitialized) return super.initialize();
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      this.#lock = await FolderLock.take(this.folder);
      this.#database = await openFolder(this.folder);
      this.setOptions({ extra: await poolOptions(this.#database) });
      return await super.initialize();
    } catch (error) {
      await this.#close();
      throw folderTrouble(this.folder, error);
    }
  }

  /** TypeORM ends only the pool; the database and the folder are given back here. */
  override async destroy(): Promise<void> {
    try {
      await super.destroy();
    } finally {
      await this.#close();
    }
  }

  /** One process has the folder, and its migrations are queued. */
  override async runMigrations(options: MigrationOptions = {}): Promise<Migration[]> {
    return this.#oneAtATime(() => this.migrateUnlocked(options));
  }

  override async undoLastMigration(options: MigrationOptions = {}): Promise<void> {
    return this.#oneAtATime(() => this.undoUnlocked(options));
  }

  /** The only process receives its own notifications. */
  override openNoticeLine(ears: NoticeEars): Promise<NoticeLine> {
    if (!this.#database) return Promise.reject(new ConnectionLostError(null));
    return Promise.resolve(embeddedNoticeLine(this, this.#database, ears));
  }

  override openSingle(): Promise<never> {
    return Promise.reject(new TypeError('The embedded database has no connection beside its own'));
  }

  /** Bypasses pg on the single connection, which the caller's transaction holds. */
  override async copyIn(_client: PoolClient, text: string, pieces: readonly Buffer[]): Promise<void> {
    if (!this.#database) throw new ConnectionLostError(null);
    await this.#database.query(text, [], { blob: new Blob([...pieces]) });
  }

  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#migrating.then(work);
    this.#migrating = result.catch(() => undefined);
    return result;
  }

  async #close(): Promise<void> {
    const [database, lock] = [this.#database, this.#lock];
    this.#database = this.#lock = null;
    try {
      if (database?.closed === false) await database.close();
    } finally {
      await lock?.release();
    }
  }
}

/**
 * LISTEN waits for its turn in the pool. PGlite's own `listen` would slip in between the messages of a query that runs, and as a
 * simple query it drops the unnamed statement which that query has parsed and not bound yet: SQLSTATE 26000.
 */
function embeddedNoticeLine(dataSource: EmbeddedDataSource, database: PGlite, { heard }: NoticeEars): NoticeLine {
  const channels = new Set<string>();
  const silence = database.onNotification((channel, message) => {
    if (channels.has(channel)) heard(channel, message);
  });
  return {
    listen: async (channel) => {
      channels.add(channelName(channel));
      await dataSource.query(`LISTEN ${channelName(channel)}`);
    },
    // The session keeps listening, which costs nothing.
    close: () => {
      silence();
      return Promise.resolve();
    },
  };
}
