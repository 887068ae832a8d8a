import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GuardedDataSource } from '../guarded-data-source';
import type { SingleConnection } from './single-connection';

/** Opens connections beside the pool. */
@Injectable()
export class SingleConnections {
  readonly #dataSource: GuardedDataSource;

  /** @param dataSource made by `createDataSource` */
  constructor(dataSource: DataSource) {
    if (!(dataSource instanceof GuardedDataSource))
      throw new TypeError('SingleConnections need a data source of createDataSource');
    this.#dataSource = dataSource;
  }

  /**
   * @param name the application name in `pg_stat_activity`
   * @param onLost called when it ends by itself
   * @throws the driver's error, and `TypeError` with the embedded database, which has one connection
   */
  open(name: string, onLost: () => void): Promise<SingleConnection> {
    return this.#dataSource.openSingle(name, onLost);
  }
}
