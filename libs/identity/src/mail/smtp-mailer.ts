import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import type { MailMessage } from './message/mail-message';
import { Mailer, SEND_LIMIT_MS } from './mailer';
import { mimeOptions } from './message/mime';
import { smtpFailure } from './smtp-failure';
import { readSmtpUrl } from './smtp-url';

/** A server that keeps any of these is as good as down; together they stay well below {@link SEND_LIMIT_MS}. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  socketCloseTimeout: 1_000,
} satisfies SMTPTransportOptions;

/** Hands mails to an SMTP server, each over a connection of its own. */
@Injectable()
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private readonly transport;
  private readonly sending = new Set<AbortController>();

  /** @param url as {@link readSmtpUrl} reads it, which throws a `TypeError` for any other */
  constructor(
    url: string,
    private readonly limitMs = SEND_LIMIT_MS,
  ) {
    super();
    this.transport = createTransport({ ...readSmtpUrl(url), ...TIMEOUTS });
  }

  override async send(message: MailMessage): Promise<void> {
    const abort = new AbortController();
    // Every single wait is limited above, but a server that sends a byte now and then passes all of those limits.
    const timer = setTimeout(() => abort.abort(), this.limitMs);
    this.sending.add(abort);
    try {
      await this.transport.sendMail({ ...mimeOptions(message), signal: abort.signal });
    } catch (error) {
      throw smtpFailure(error);
    } finally {
      clearTimeout(timer);
      this.sending.delete(abort);
    }
  }

  /** Cuts the connections that are left. Their mails are tried again by whoever runs next. */
  onApplicationShutdown(): void {
    for (const abort of this.sending) abort.abort();
    this.transport.close();
  }
}
