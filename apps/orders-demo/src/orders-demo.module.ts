import { type DynamicModule, Module } from '@nestjs/common';
import { TokenGuardModule, type TokenGuardModuleOptions } from '@portero/token-guard/nest';
import { DatabaseModule } from './database/database.module';
import { HealthController } from './health/health.controller';
import { OrdersModule } from './orders/orders.module';
import { PageController } from './page/page.controller';
import { SessionsModule } from './sessions/sessions.module';
import { DEMO_SETTINGS, type DemoSettings } from './settings/demo-settings';
import { SettingsModule } from './settings/settings.module';

/** Koko's client, whose id its tokens name as their audience; of a fresh Portero it is this. */
const KOKO_CLIENT = '1';

/** The whole service. */
@Module({})
export class OrdersDemoModule {
  static with(settings: DemoSettings): DynamicModule {
    return {
      module: OrdersDemoModule,
      imports: [
        SettingsModule.with(settings),
        TokenGuardModule.forRootAsync({ inject: [DEMO_SETTINGS], useFactory: guardOptions }),
        DatabaseModule,
        OrdersModule,
        SessionsModule,
      ],
      controllers: [HealthController, PageController],
    };
  }
}

/** Standard tokens and Koko's are verified here, those of the other dialects by asking Portero. */
function guardOptions({ portero, revocations }: DemoSettings): TokenGuardModuleOptions {
  return {
    issuer: portero.url,
    owner: portero.owner,
    clientId: portero.clientId,
    secret: portero.secret,
    revocations,
    introspection: true,
    legacy: { koko: { audience: KOKO_CLIENT } },
    realm: 'orders',
  };
}
