import type { OutgoingMail } from '@portero/database';

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
