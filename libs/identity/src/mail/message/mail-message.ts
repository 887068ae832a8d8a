/** One mailbox. `name` is a display name, empty for none. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** A rendered mail, as it is given to a {@link Mailer}. */
export interface MailMessage {
  /** UUID of the mail. Two messages with the same `id` are one mail that was sent twice. */
  readonly id: string;
  readonly from: Mailbox;
  /** One address. */
  readonly to: string;
  /** One address. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The time of writing, not of sending. */
  readonly date: Date;
}

const SINGLE_ADDRESS = /^[^\s\p{Cc}"(),:;<>@[\]\\]+@[^\s\p{Cc}"(),:;<>@[\]\\]+$/u;
const CONTROL = /\p{Cc}+/gu;

/**
 * Whether `text` can only be read as one address: it has no character that separates, quotes or encloses addresses in a
 * header.
 */
export function isSingleAddress(text: string): boolean {
  return SINGLE_ADDRESS.test(text);
}

/** `text` without line breaks and other control characters, for use in a header. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, ' ').replace(/\s+/gu, ' ').trim();
}
