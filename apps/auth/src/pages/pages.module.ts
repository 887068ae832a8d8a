import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { AccountPagesModule } from './account/account-pages.module';
import { HomeController } from './home.controller';
import { OutboxPagesModule } from './outbox.module';

/** The few pages for people, with those of the outbox where the settings open them. */
@Module({})
export class PagesModule {
  static with({ mail }: Settings): DynamicModule {
    return {
      module: PagesModule,
      imports: [AccountPagesModule, ...(mail.outboxIsServed ? [OutboxPagesModule] : [])],
      controllers: [HomeController],
    };
  }
}
