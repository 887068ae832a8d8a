import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Mail } from './mail';
import { isSingleAddress } from './message/mail-message';
import { MailQueue } from './queue/mail-queue.service';
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
   * Throws a `RangeError` when `mail.to` is not one address, or the code or link is none.
   */
  async enqueue(manager: EntityManager, mail: Mail): Promise<void> {
    const { to, sender } = mail;
    if (!isSingleAddress(to)) throw new RangeError('A mail goes to one address');
    const replyTo = sender.replyTo ?? null;
    const senderName = ownerNameOf(sender.name ?? '');
    await this.queue.add(manager, {
      to,
      senderName: senderName === '' ? null : senderName,
      replyTo: replyTo !== null && isSingleAddress(replyTo) ? replyTo : null,
      ...renderMail(mail),
    });
  }

  /** Sends queued mails at once. */
  wake(): void {
    this.sender.wake();
  }
}
