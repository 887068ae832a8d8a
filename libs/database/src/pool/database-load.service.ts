import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GuardedDataSource } from '../guarded-data-source';
import type { SignalListener } from '../signals/signal';
import type { PoolCounts } from './pool-counts';

/** The load of the database by this service, for metrics. */
@Injectable()
export class DatabaseLoad {
  readonly #dataSource: GuardedDataSource;

  /** @param dataSource made by `createDataSource` */
  constructor(dataSource: DataSource) {
    if (!(dataSource instanceof GuardedDataSource))
      throw new TypeError('DatabaseLoad needs a data source of createDataSource');
    this.#dataSource = dataSource;
  }

  /** The connections as they are now. */
  get pool(): PoolCounts {
    return this.#dataSource.poolCounts;
  }

  /** Whether reads go to the standby; `null` without a standby. */
  get standbyUp(): boolean | null {
    return this.#dataSource.standbyUp;
  }

  /**
   * Calls the listener with the server that answered, for each read that may go to a standby. @returns a function that
   * ends it
   */
  onRead(listener: SignalListener<'standby' | 'primary'>): () => void {
    return this.#dataSource.statements.read.listen(listener);
  }

  /** Calls the listener with the duration in seconds of each statement. @returns a function that ends it */
  onStatement(listener: SignalListener<number>): () => void {
    return this.#dataSource.statements.took.listen(listener);
  }
}
