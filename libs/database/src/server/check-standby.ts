import type { DataSource } from 'typeorm';
import type { ServerDatabaseSettings } from '../database-settings';
import { GuardedDataSource } from '../guarded-data-source';
import { reasonOf } from '../standby/standby-health';
import { openStandby } from './open-standby';

/**
 * Whether the standby of the settings may be read from now.
 * @param dataSource the primary
 * @returns why not, without secrets; `null` when it may, or where none is set
 */
export async function checkStandbyOf(settings: ServerDatabaseSettings, dataSource: DataSource): Promise<string | null> {
  if (!(dataSource instanceof GuardedDataSource)) throw new TypeError('A data source of createDataSource is needed');
  const standby = openStandby(settings, (query) => dataSource.runPrepared(query, []));
  if (standby === null) return null;
  try {
    await standby.check();
    return null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    standby.close();
  }
}
