import type { MailLanguage } from './mail-language';

/** The account that a mail is about. */
interface AboutAccount {
  /** The name in the greeting; `null` for none. A name that could be read as a link or an address is left out. */
  readonly accountName: string | null;
  /** The name of the owner: the mail says "you asked for this at …". */
  readonly ownerName: string;
}

interface CodeData extends AboutAccount {
  /** Decimal digits. */
  readonly code: string;
  readonly expiresInMinutes: number;
}

interface LinkData extends AboutAccount {
  /** Absolute `https:` or `http:` URL. */
  readonly link: string;
  readonly expiresInMinutes: number;
}

interface NoticeData extends AboutAccount {
  /** When it happened. */
  readonly at: Date;
}

/** The data of each kind of mail. */
export interface MailData {
  /** Proves that the reader has the mailbox, by typing a code. */
  readonly verification_code: CodeData;
  /** Proves that the reader has the mailbox, by following a link. */
  readonly verification_link: LinkData;
  /** Lets the reader choose a new password, by typing a code. */
  readonly password_code: CodeData;
  /** Lets the reader choose a new password, by following a link. */
  readonly password_link: LinkData;
  /** Someone tried to register an address that has an account. */
  readonly account_exists: AboutAccount;
  /** The password was changed. */
  readonly password_changed: NoticeData;
  /** The password of the owner itself was changed. */
  readonly owner_password_changed: NoticeData;
  /** Someone logged in from a network for the first time. */
  readonly new_network: NoticeData;
}

export type MailTemplate = keyof MailData;

/** The sender of a mail. The address is always the service's own, so that SPF and DKIM pass. */
export interface MailSenderIdentity {
  /** Display name; the service's own when `null` or absent. */
  readonly name?: string | null;
  /** The address for replies; the sender's address when `null` or absent. */
  readonly replyTo?: string | null;
}

interface MailOf<T extends MailTemplate> {
  readonly template: T;
  /** One e-mail address. */
  readonly to: string;
  readonly language: MailLanguage;
  readonly data: MailData[T];
  readonly sender: MailSenderIdentity;
}

/** A mail to be written and sent. */
export type Mail = { readonly [T in MailTemplate]: MailOf<T> }[MailTemplate];
