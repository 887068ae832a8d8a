import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { AccountPagesModule } from './account/account-pages.module';
import { HomeController } from './home.controller';
import { OutboxPagesModule } from './outbox.module';

/** The few pages for people. The outbox exists only where mails stay here and anyone may read the codes in them. */
@Module({})
export class PagesModule {
  static with({ mode, mail }: Settings): DynamicModule {
    const hasOutbox = mode === 'documented' && mail.smtpUrl === null;
    return {
      module: PagesModule,
      imports: [AccountPagesModule, ...(hasOutbox ? [OutboxPagesModule] : [])],
      controllers: [HomeController],
    };
  }
}
