import type { MailMessage } from './message/mail-message';

/**
 * Why a mail was not sent. - `unavailable`: no mail can be sent now, because the server is down, too slow, not trusted,
 * or refuses us.
 * - `deferred`: the server deferred this mail (4xx).
 * - `refused`: this mail was refused for good (5xx).
 */
export type MailFailure = 'unavailable' | 'deferred' | 'refused';

/** A mail was not handed over. */
export class MailNotSentError extends Error {
  override readonly name = 'MailNotSentError';

  /** @param reason codes only, because the server's text may quote the recipient and must not reach a log */
  constructor(
    readonly failure: MailFailure,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Mail not sent: ${failure} (${reason})`, options);
  }
}

/** Hands mails over for delivery. */
export abstract class Mailer {
  /**
   * Resolves once another system has accepted the mail. Calls may be simultaneous; each ends within {@link
   * SEND_LIMIT_MS}. Rejects with {@link MailNotSentError}.
   */
  abstract send(message: MailMessage): Promise<void>;
}

/** The longest that handing a mail over may take. */
export const SEND_LIMIT_MS = 60_000;
