import type { Mailbox } from './message/mail-message';

/** How mails leave the service. */
export interface MailSettings {
  /** `smtp://` or `smtps://` URL, see `readSmtpUrl`; `null` keeps mails in the development outbox. */
  readonly smtpUrl: string | null;
  /** The sender of every mail. */
  readonly from: Mailbox;
  /** The development outbox is the folder `outbox` in it. */
  readonly dataDir: string;
  /** `false`: other processes on the same database send the mails; this one only queues them. */
  readonly sends?: boolean;
}

/** Injection token of the {@link MailSettings}. */
export const MAIL_SETTINGS = Symbol('MailSettings');
