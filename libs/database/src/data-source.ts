import { Logger } from '@nestjs/common';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { DatabaseSettings } from './database-settings';
import { EmbeddedDataSource } from './embedded/embedded-data-source';
import { ENTITIES } from './entity-list';
import { MIGRATIONS } from './migrations';
import { ServerDataSource } from './server/server-data-source';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const COMMON = {
  type: 'postgres',
  entities: ENTITIES,
  migrations: MIGRATIONS,
  migrationsTransactionMode: 'each',
  synchronize: false,
  // TypeORM's own logger prints parameters, and parameters are e-mails, hashes and codes.
  logging: false,
  installExtensions: false,
  uuidExtension: 'pgcrypto',
  // Without this, `findOneBy({ id: undefined })` returns the first row of the table, whoever owns it.
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  poolErrorHandler: reportLostConnection,
} as const satisfies PostgresOptions;

/**
 * Makes the data source of either kind without initialising it: nothing is opened, locked or connected before
 * `initialize()`. `destroy()` releases everything, including the embedded database and the lock of its folder.
 *
 * `initialize()` throws `FolderInUseError` when another process has the embedded folder, and the driver's own error
 * within about three seconds when the server is out of reach (`isDatabaseUnavailable` recognises it).
 */
export function createDataSource(settings: DatabaseSettings): DataSource {
  if (settings.kind === 'server') return new ServerDataSource({ ...COMMON }, settings);
  return new EmbeddedDataSource({ ...COMMON }, settings.folder, settings.prepared);
}

/**
 * An idle connection ended, for example because the server restarts. The pool drops it; without a listener its error
 * would end the process.
 */
function reportLostConnection(error: unknown): void {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  new Logger('Database').warn(`Lost an idle connection to the database (${typeof code === 'string' ? code : 'ended'})`);
}
