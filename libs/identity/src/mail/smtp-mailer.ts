import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SMTPTransportOptions } from 'nodemailer';
import type { MailMessage } from './message/mail-message';
import { Mailer, SEND_LIMIT_MS } from './mailer';
import { mimeOptions } from './message/mime';
import { smtpFailure } from './smtp-failure';
import { readSmtpUrl } from './smtp-url';

/** A server that exceeds one of these counts as down. Their sum is well below {@link SEND_LIMIT_MS}. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  socketCloseTimeout: 1_000,
} satisfies SMTPTransportOptions;

/** Sends mails to an SMTP server, each over its own connection. */
@Injectable()
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private readonly options: SMTPTransportOptions;
  private transport: ReturnType<typeof openTransport> | null = null;
  private readonly sending = new Set<AbortController>();

  /** @param url as {@link readSmtpUrl} reads it, which throws a `TypeError` for any other */
  constructor(
    url: string,
    private readonly limitMs = SEND_LIMIT_MS,
  ) {
    super();
    this.options = { ...readSmtpUrl(url), ...TIMEOUTS };
  }

  override async send(message: MailMessage): Promise<void> {
    const abort = new AbortController();
    // The limits above apply to each wait, so a server that sends a byte now and then never exceeds them.
    const timer = setTimeout(() => abort.abort(), this.limitMs);
    this.sending.add(abort);
    try {
      const transport = await (this.transport ??= openTransport(this.options));
      await transport.sendMail({ ...mimeOptions(message), signal: abort.signal });
    } catch (error) {
      throw smtpFailure(error);
    } finally {
      clearTimeout(timer);
      this.sending.delete(abort);
    }
  }

  /** Closes the remaining connections. Their mails are retried by the next running process. */
  onApplicationShutdown(): void {
    for (const abort of this.sending) abort.abort();
    void this.transport?.then((transport) => {
      transport.close();
    });
  }
}

/** Loads nodemailer with the first mail. */
async function openTransport(options: SMTPTransportOptions) {
  const { createTransport } = await import('nodemailer');
  return createTransport(options);
}
