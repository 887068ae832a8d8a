import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { mkdir } from 'node:fs/promises';
import type { DataSourceOptions, Migration } from 'typeorm';
import { ConnectionLostError } from '../database-errors';
import { GuardedDataSource, type MigrationOptions } from '../guarded-data-source';
import { channelName, type NoticeEars, type NoticeLine } from '../notices/notice-line';
import type { Preparing } from '../queries/prepared-statement';
import { FolderLock } from './folder-lock';
import { openFolder } from './open-folder';

/**
 * The embedded database behind TypeORM's own `postgres` driver and pg's own pool, which here has exactly one connection:
 * a transaction excludes everything else until it ends.
 */
export class EmbeddedDataSource extends GuardedDataSource {
  #lock: FolderLock | null = null;
  #database: PGlite | null = null;
  #migrating: Promise<unknown> = Promise.resolve();

  constructor(
    options: DataSourceOptions,
    private readonly folder: string,
    preparing: Preparing = 'on',
  ) {
    super(options, preparing);
  }

  /** @throws FolderInUseError, or an Error in one sentence when the folder holds no database that opens */
  override async initialize(): Promise<this> {
    if (this.isInitialized) return super.initialize();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    this.#lock = await FolderLock.take(this.folder);
    try {
      this.#database = await openFolder(this.folder);
      this.setOptions({ extra: poolOptions(this.#database) });
      return await super.initialize();
    } catch (error) {
      await this.#close();
      throw error;
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

  /** The folder has one process, and its migrations one queue. */
  override async runMigrations(options: MigrationOptions = {}): Promise<Migration[]> {
    return this.#oneAtATime(() => this.migrateUnlocked(options));
  }

  override async undoLastMigration(options: MigrationOptions = {}): Promise<void> {
    return this.#oneAtATime(() => this.undoUnlocked(options));
  }

  /** The one process that has the folder hears itself. */
  override openNoticeLine(ears: NoticeEars): Promise<NoticeLine> {
    if (!this.#database) return Promise.reject(new ConnectionLostError(null));
    return Promise.resolve(embeddedNoticeLine(this.#database, ears));
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

function embeddedNoticeLine(database: PGlite, { heard }: NoticeEars): NoticeLine {
  const silence: (() => Promise<void>)[] = [];
  return {
    listen: async (channel) => {
      const hear = (message: string): void => {
        heard(channel, message);
      };
      silence.push(await database.listen(channelName(channel), hear));
    },
    close: async () => {
      for (const each of silence) if (!database.closed) await each();
    },
  };
}

function poolOptions(database: PGlite): object {
  const { connection } = createPgConfig(database);
  return { connection, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 30_000 };
}
