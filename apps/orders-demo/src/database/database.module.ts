import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DEMO_SETTINGS, type DemoSettings } from '../settings/demo-settings';
import { OrdersDataSource } from './orders.data-source';

/** Opens the database before the first request, and closes it after the last. */
@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      useFactory: ({ databaseFolder }: DemoSettings) => OrdersDataSource.open(databaseFolder),
      inject: [DEMO_SETTINGS],
    },
  ],
  exports: [DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
