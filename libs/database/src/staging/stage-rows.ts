import type { EntityManager } from 'typeorm';
import { GuardedQueryRunner } from '../guarded-query-runner';
import { creationOf, type StagedRows, type StagingTable } from './staging-table';

/**
 * Creates the table and fills it by `COPY`, in the transaction of the manager.
 * @throws QueryFailedError
 */
export async function stageRows(manager: EntityManager, table: StagingTable, rows: StagedRows): Promise<void> {
  const runner = manager.queryRunner;
  if (!(runner instanceof GuardedQueryRunner)) throw new TypeError('Rows are staged in a transaction');
  await manager.query(creationOf(table));
  if (rows.count > 0) await runner.copyIn(table, rows);
}
