import { type DynamicModule, Module } from '@nestjs/common';
import { TokenGuardModule, type TokenGuardModuleOptions } from '@portero/token-guard/nest';
import { DatabaseModule } from './database/database.module';
import { HealthController } from './health/health.controller';
import { OrdersModule } from './orders/orders.module';
import { PageController } from './page/page.controller';
import { SessionsModule } from './sessions/sessions.module';
import { DEMO_SETTINGS, type DemoSettings } from './settings/demo-settings';
import { SettingsModule } from './settings/settings.module';

/** The client id of Koko, which is the audience of its tokens; this is Portero's default. */
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

/** Standard tokens and Koko's are verified locally, those of the other dialects by asking Portero. */
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
