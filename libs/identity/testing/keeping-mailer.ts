import { Mailer, MailNotSentError, type MailFailure } from '../src/mail/mailer';
import type { MailMessage } from '../src/mail/message/mail-message';

/** Stores the mails that it gets. `fate` may delay or reject them first. */
export class KeepingMailer extends Mailer {
  readonly sent: MailMessage[] = [];
  tries = 0;

  constructor(public fate: (message: MailMessage) => unknown = () => undefined) {
    super();
  }

  override async send(message: MailMessage): Promise<void> {
    this.tries += 1;
    await this.fate(message);
    this.sent.push(message);
  }
}

/** A fate that rejects every mail. */
export function failing(failure: MailFailure): () => never {
  return () => {
    throw new MailNotSentError(failure, 'by the spec');
  };
}
