import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { join } from 'node:path';
import { DevelopmentOutbox } from './development/development-outbox';
import { MailOutbox } from './mail-outbox.service';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings';
import { Mailer } from './mailer';
import { MailQueue } from './queue/mail-queue.service';
import { MailSender } from './queue/mail-sender.service';
import { SmtpMailer } from './smtp-mailer';

/** Mails for the whole application. */
@Module({})
export class MailModule {
  /**
   * Offers {@link MailOutbox} and {@link Mailer} everywhere, and {@link DevelopmentOutbox} when there is no SMTP
   * server. Global modules must provide `Transactions`, `MasterKey`, `Clock` and `Randomness`. The sender runs as long
   * as the application does. Throws a `TypeError` for an invalid SMTP URL.
   */
  static forRoot(settings: MailSettings): DynamicModule {
    const mailers = mailersOf(settings);
    return {
      module: MailModule,
      global: true,
      providers: [{ provide: MAIL_SETTINGS, useValue: settings }, MailQueue, MailSender, MailOutbox, ...mailers],
      exports: [MailOutbox, ...mailers],
    };
  }
}

function mailersOf({ smtpUrl, dataDir }: MailSettings): Provider[] {
  if (smtpUrl !== null) return [{ provide: Mailer, useValue: new SmtpMailer(smtpUrl) }];
  const outbox = new DevelopmentOutbox(join(dataDir, 'outbox'));
  return [
    { provide: DevelopmentOutbox, useValue: outbox },
    { provide: Mailer, useExisting: DevelopmentOutbox },
  ];
}
