import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Mail } from './mail';
import { isSingleAddress } from './message/mail-message';
import { MailQueue } from './queue/mail-queue.service';
import type { QueuedMail } from './queue/queued-mail';
import { MailSender } from './queue/mail-sender.service';
import { ownerNameOf } from './templates/names';
import { renderMail } from './templates/render-mail';

/** The transactional outbox of the core. */
@Injectable()
export class MailOutbox {
  constructor(
    private readonly queue: MailQueue,
    private readonly sender: MailSender,
  ) {}

  /**
   * Queues a mail in the caller's transaction: it is sent if that commits, even when the process dies right after, and
   * never when it rolls back. Call {@link wake} after the commit; otherwise the mail is sent a few seconds later.
   *
   * Throws a `RangeError` when `mail.to` is not one address, or the code or link is invalid.
   */
  async enqueue(manager: EntityManager, mail: Mail): Promise<void> {
    await this.queue.add(manager, write(mail));
  }

  /**
   * The columns of a mail for a statement that inserts it into the table of `OutgoingMail`. Throws as {@link enqueue}
   * does.
   */
  seal(mail: Mail): { readonly id: string; readonly sealed: Buffer } {
    return this.queue.seal(write(mail));
  }

  /** Sends queued mails at once. */
  wake(): void {
    this.sender.wake();
  }
}

function write(mail: Mail): QueuedMail {
  const { to, sender } = mail;
  if (!isSingleAddress(to)) throw new RangeError('A mail goes to one address');
  const replyTo = sender.replyTo ?? null;
  const senderName = ownerNameOf(sender.name ?? '');
  return {
    to,
    senderName: senderName === '' ? null : senderName,
    replyTo: replyTo !== null && isSingleAddress(replyTo) ? replyTo : null,
    ...renderMail(mail),
  };
}
