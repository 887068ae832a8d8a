import type { OutgoingMail } from '@portero/database';

/**
 * A new mail is due this long before it is added. A process whose clock is behind by less finds it too, and a clock
 * that was ahead for a while delays no mail.
 */
export const CLOCK_MARGIN_SECONDS = 86_400;

/** The sealed content of a waiting mail. It is already rendered, so that a later version does not need its template. */
export interface QueuedMail {
  readonly to: string;
  /** Display name of the sender; `null` for the service's own. */
  readonly senderName: string | null;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The context that a waiting mail is sealed with. */
export function mailSealContext(id: string): string {
  return `outgoing-mail/${id}`;
}

/** A mail that is reserved for one sender until the lease ends. `attempts` includes the current one. */
export type ClaimedMail = Pick<OutgoingMail, 'id' | 'sealed' | 'createdAt' | 'attempts'>;
