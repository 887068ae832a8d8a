import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import type { Settings } from '@portero/config';
import { DatabaseModule } from '@portero/database';
import { type Clock, IdentityModule } from '@portero/identity';
import { identityOptions } from '@portero/setup';
import { AccessModule } from './http/access/access.module';
import { FailureFilter } from './http/errors/failure.filter';
import { InputValidationPipe } from './http/input/input-validation.pipe';
import type { Wires } from './http/wires';
import { MetricsModule } from './metrics/metrics.module';
import { PagesModule } from './pages/pages.module';
import { SettingsModule } from './settings.module';
import type { WireDefinition } from './wires/wire-definition';
import { WiresModule } from './wires/wires.module';

/** The modules of the service. */
@Module({})
export class AppModule {
  static with(settings: Settings, wires: Wires<WireDefinition>, clock?: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(settings),
        DatabaseModule.forRoot(settings.database),
        IdentityModule.forRoot(identityOptions(settings, { clock })),
        AccessModule,
        WiresModule.with(wires),
        PagesModule.with(settings),
        MetricsModule.with(settings),
      ],
      providers: [
        FailureFilter,
        { provide: APP_FILTER, useExisting: FailureFilter },
        { provide: APP_PIPE, useClass: InputValidationPipe },
      ],
    };
  }
}
