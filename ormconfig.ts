import 'reflect-metadata';
import { resolve } from 'node:path';
import { createDataSource } from './libs/database/src/data-source';
import type { DatabaseSettings } from './libs/database/src/database-settings';

/** The database of TypeORM's migration commands: the one that the service itself would use. */
function settings({
  DATABASE_URL: url,
  DATABASE_DIRECT_URL: direct,
  DATA_DIR: folder,
}: NodeJS.ProcessEnv): DatabaseSettings {
  if (url !== undefined && url !== '') return { kind: 'server', url, directUrl: direct ?? null, poolSize: 2 };
  return { kind: 'embedded', folder: resolve(folder === undefined || folder === '' ? '.data' : folder, 'database') };
}

export default createDataSource(settings(process.env));
