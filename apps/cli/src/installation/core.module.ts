import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { DatabaseModule, type DatabaseSettings } from '@portero/database';
import { IdentityModule } from '@portero/identity';
import { identityOptions } from '@portero/setup';

/** The identity core as the service has it, without anything that speaks to clients. */
@Module({})
export class CoreModule {
  static with(settings: Settings, database: DatabaseSettings): DynamicModule {
    return {
      module: CoreModule,
      imports: [
        DatabaseModule.forRoot(database),
        // A command ends before a mail has gone: the service sends what waits, and sweeps what has expired.
        IdentityModule.forRoot(identityOptions(settings, { sendsMail: false, sweeps: false, limits: false })),
      ],
    };
  }
}
