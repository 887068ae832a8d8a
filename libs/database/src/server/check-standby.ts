import type { DataSource } from 'typeorm';
import type { ServerDatabaseSettings } from '../database-settings';
import { GuardedDataSource } from '../guarded-data-source';
import { reasonOf } from '../standby/standby-health';
import { openStandby } from './open-standby';

/**
 * Checks whether the standby of the settings can be used now.
 * @param dataSource the primary
 * @returns the reason why not, without secrets; `null` if it can, or without a standby
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
