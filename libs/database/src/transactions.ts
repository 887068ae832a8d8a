import { Injectable } from '@nestjs/common';
import {
  DataSource,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  type EntityManager,
} from 'typeorm';
import { ConnectionLostError } from './database-errors';
import { repeatAfterConflict } from './repeat-after-conflict';
import { GuardedDataSource } from './guarded-data-source';

/** Writes that belong together. */
@Injectable()
export class Transactions {
  readonly #dataSource: GuardedDataSource;

  /** @param dataSource made by `createDataSource` */
  constructor(dataSource: DataSource) {
    if (!(dataSource instanceof GuardedDataSource))
      throw new TypeError('Transactions needs a data source of createDataSource');
    this.#dataSource = dataSource;
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: it commits when `work` resolves, and rolls back and rethrows when it
   * rejects. `manager.transaction(…)` inside it is a savepoint. Keep it short and don't hash inside it: the embedded
   * database has one connection, and everything else waits meanwhile. When the server rolls it back because of others
   * (a deadlock), `work` runs again.
   *
   * @param work uses no manager, repository or query runner but the given manager, and changes nothing outside the transaction
   * @throws NestedQueryError when it does, or when `run` is called inside `run`
   * @throws SwallowedQueryError when `work` returned although a query of it had failed
   * @throws ConnectionLostError when the connection ended between two queries
   */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return repeatAfterConflict(() => this.once(work));
  }

  private async once<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.#dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await this.#dataSource.guard.inside(runner, () => work(runner.manager));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // The first error tells what happened; a failing rollback only means that the connection is gone.
      await runner.rollbackTransaction().catch(() => undefined);
      throw wasReleased(error) ? new ConnectionLostError(error) : error;
    } finally {
      await runner.release();
    }
  }
}

/** TypeORM releases a runner when its connection ends, and then reports the consequence instead of the cause. */
function wasReleased(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}
