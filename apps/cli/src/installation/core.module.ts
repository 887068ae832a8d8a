import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { DatabaseModule, type DatabaseSettings } from '@portero/database';
import { IdentityModule } from '@portero/identity';
import { identityOptions } from '@portero/setup';

/** The identity core as in the service, without the parts for clients. */
@Module({})
export class CoreModule {
  static with(settings: Settings, database: DatabaseSettings): DynamicModule {
    return {
      module: CoreModule,
      imports: [
        DatabaseModule.forRoot(database),
        // A command ends too early to send mails. The service sends waiting mails, and sweeps expired rows.
        IdentityModule.forRoot(identityOptions(settings, { sendsMail: false, sweeps: false, limits: false })),
      ],
    };
  }
}
