import type { OutgoingMail } from '@portero/database';

/** What is kept, sealed, of a mail that waits. It is written already, so that no later version has to know its template. */
export interface QueuedMail {
  readonly to: string;
  /** Display name of the sender; `null` for the service's own. */
  readonly senderName: string | null;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a waiting mail is sealed for. */
export function mailSealContext(id: string): string {
  return `outgoing-mail/${id}`;
}

/** A mail that one sender has for itself until the lease ends. `attempts` counts this one. */
export type ClaimedMail = Pick<OutgoingMail, 'id' | 'sealed' | 'createdAt' | 'attempts'>;
