import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SingleConnections } from './connections/single-connections.service';
import { createDataSource } from './data-source';
import type { DatabaseSettings } from './database-settings';
import { ENTITIES } from './entity-list';
import { Notices } from './notices/notices.service';
import { DatabaseLoad } from './pool/database-load.service';
import { Queries } from './queries/queries.service';
import { Transactions } from './transactions';

/** The database for the whole application: `DataSource`, `EntityManager`, a repository of each entity, `Queries` and `Transactions`. */
@Module({})
export class DatabaseModule {
  /**
   * Connects while the application is made and disconnects in its shutdown hooks. It does not migrate.
   *
   * @throws at start, without retrying: `FolderInUseError`, or the driver's error (see `isDatabaseUnavailable`)
   */
  static forRoot(settings: DatabaseSettings): DynamicModule {
    const dataSource = createDataSource(settings);
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          // Nest would hide an unreachable database behind ten silent attempts. The process manager can retry better by
          // restarting the process.
          useFactory: () => ({ ...dataSource.options, toRetry: () => false }),
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        TypeOrmModule.forFeature(ENTITIES),
      ],
      providers: [DatabaseLoad, Notices, Queries, SingleConnections, Transactions],
      exports: [DatabaseLoad, Notices, Queries, SingleConnections, TypeOrmModule, Transactions],
    };
  }
}
