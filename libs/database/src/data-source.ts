import { Logger } from '@nestjs/common';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { DatabaseSettings, ServerDatabaseSettings } from './database-settings';
import { EmbeddedDataSource } from './embedded/embedded-data-source';
import { ENTITIES } from './entities';
import { GuardedDataSource } from './guarded-data-source';
import { MIGRATIONS } from './migrations';

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
  // Without this `findOneBy({ id: undefined })` answers the first row of the table, whoever's it is.
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  poolErrorHandler: reportLostConnection,
} as const satisfies PostgresOptions;

/**
 * Makes the data source of either kind, not yet initialised: nothing is opened, locked or connected before `initialize()`.
 * `destroy()` gives everything back, the embedded database and the lock on its folder included.
 *
 * `initialize()` throws `FolderInUseError` when another process has the embedded folder, and the driver's own error
 * within about three seconds when the server is out of reach (`isDatabaseUnavailable` recognises it).
 */
export function createDataSource(settings: DatabaseSettings): DataSource {
  const { prepared } = settings;
  if (settings.kind === 'embedded') return new EmbeddedDataSource({ ...COMMON }, settings.folder, prepared);
  return new GuardedDataSource(serverOptions(settings), prepared);
}

function serverOptions({ url, poolSize }: ServerDatabaseSettings): PostgresOptions {
  return {
    ...COMMON,
    url,
    poolSize,
    applicationName: 'portero',
    connectTimeoutMS: 3_000,
    extra: {
      options: '-c default_transaction_isolation=read\\ committed',
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      idleTimeoutMillis: 60_000,
      // After a failover behind one host name, connections to the old primary don't live for ever.
      maxLifetimeSeconds: 1_800,
    },
  };
}

/** An idle connection ended, say because the server restarts. The pool drops it; unheard, its error would end the process. */
function reportLostConnection(error: unknown): void {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  new Logger('Database').warn(`Lost an idle connection to the database (${typeof code === 'string' ? code : 'ended'})`);
}
