import type { MailMessage } from './message/mail-message';

/**
 * Why a mail did not go.
 * - `unavailable`: no mail would go now: the server is away, too slow, not trusted, or refuses us.
 * - `deferred`: this mail was put off (4xx).
 * - `refused`: this mail was refused for good (5xx).
 */
export type MailFailure = 'unavailable' | 'deferred' | 'refused';

/** A mail was not handed over. */
export class MailNotSentError extends Error {
  override readonly name = 'MailNotSentError';

  /** @param reason codes only, fit for a log: what a server answers may quote the recipient */
  constructor(
    readonly failure: MailFailure,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Mail not sent: ${failure} (${reason})`, options);
  }
}

/** Hands mails over to whoever delivers them. */
export abstract class Mailer {
  /**
   * Resolves once the mail is someone else's responsibility. May be called several times at once, and ends within
   * {@link SEND_LIMIT_MS}. Rejects with {@link MailNotSentError}.
   */
  abstract send(message: MailMessage): Promise<void>;
}

/** The longest that handing a mail over may take. */
export const SEND_LIMIT_MS = 60_000;
