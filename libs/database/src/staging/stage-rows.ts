import type { EntityManager } from 'typeorm';
import { GuardedQueryRunner } from '../guarded-query-runner';
import { type CopyTarget, creationOf, type StagedRows, type StagingTable, targetOf } from './staging-table';

/**
 * Creates the table and fills it by `COPY`, in the transaction of the manager.
 * @throws QueryFailedError
 */
export async function stageRows(manager: EntityManager, table: StagingTable, rows: StagedRows): Promise<void> {
  const runner = runnerOf(manager);
  await manager.query(creationOf(table));
  if (rows.count > 0) await runner.copyIn(targetOf(table), rows);
}

/**
 * Appends rows to a table that exists by `COPY`, in the transaction of the manager.
 * @throws QueryFailedError, such as for a row that is there already
 */
export async function appendRows(manager: EntityManager, table: CopyTarget, rows: StagedRows): Promise<void> {
  await runnerOf(manager).copyIn(table, rows);
}

function runnerOf({ queryRunner }: EntityManager): GuardedQueryRunner {
  if (queryRunner instanceof GuardedQueryRunner) return queryRunner;
  throw new TypeError('Rows are copied in a transaction');
}
