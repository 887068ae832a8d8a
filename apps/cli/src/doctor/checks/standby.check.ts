import type { Settings } from '@portero/config';
import { checkStandbyOf } from '@portero/database';
import type { DataSource } from 'typeorm';
import { type Finding, findingsAbout } from '../finding';

const standbyIs = findingsAbout('standby');

/** Whether the standby can be used now. */
export async function checkStandby({ database }: Settings, dataSource: DataSource): Promise<Finding> {
  if (database.kind !== 'server' || database.readUrl === null) return NO_STANDBY;
  const fault = await checkStandbyOf(database, dataSource);
  if (fault === null) return standbyIs.ok('The standby is one of this database, and has caught up.');
  return standbyIs.wrong(`The standby is not read from: ${fault}.`, 'See docs/operations.md, "Reads from a standby".');
}

/** Without a standby there is nothing to check. */
export const NO_STANDBY = standbyIs.ok('DATABASE_READ_URL is not set: the primary answers all reads.');
