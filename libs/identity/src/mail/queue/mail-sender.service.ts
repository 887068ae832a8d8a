import { Inject, Injectable } from '@nestjs/common';
import { traced } from '@portero/database';
import { MAIL_SETTINGS, type MailSettings } from '../mail-settings';
import { MailNotSentError, Mailer } from '../mailer';
import { MAIL_SETTLED } from '../../signals/identity-signals';
import { nameOf, QueueSender } from '../../sending/queue-sender';
import { MailQueue } from './mail-queue.service';
import type { ClaimedMail, QueuedMail } from './queued-mail';
import { verdictOn } from './retry-policy';

/** The maximum number of mails that are sent at once, so that a slow one does not block the others. */
const MAX_AT_ONCE = 5;
/** Long, because only an operator can fix this, by restoring the old master key. */
const PARKED_SECONDS = 86_400;

/** Its name and attributes in traces. */
const SENDING = { name: 'send mail', kind: 'client' } as const;

/**
 * Sends the mails of the {@link MailQueue}. A mail is sent at least once, and twice only when a process dies between sending
 * it and deleting its row.
 */
@Injectable()
export class MailSender extends QueueSender {
  /** Sent mails whose rows could not be deleted yet: they must not be sent again. */
  private readonly handedOver = new Set<string>();
  private mailServerDown = false;

  constructor(
    private readonly queue: MailQueue,
    private readonly mailer: Mailer,
    @Inject(MAIL_SETTINGS) private readonly settings: Pick<MailSettings, 'from' | 'sends'>,
  ) {
    super({ context: 'Mail', content: 'mails', pollMs: 3_000 }, settings.sends !== false);
  }

  protected override async fill(): Promise<boolean> {
    // While the server is down, one mail at a time tests whether it is back; the others stay due.
    const free = (this.mailServerDown ? 1 : MAX_AT_ONCE) - this.inFlight;
    if (free <= 0) return true;
    const claimed = await this.onDatabase(async () => {
      await this.removeHandedOver();
      await this.queue.releaseUnanswered();
      return this.queue.claim(free);
    });
    // A clock that jumps ahead ends a lease early. Mails that are being sent, or were sent, are not sent again.
    const fresh = (claimed ?? []).filter(({ id }) => !this.isSending(id) && !this.handedOver.has(id));
    for (const mail of fresh) this.start(mail.id, this.deliver(mail), () => !this.mailServerDown);
    return claimed === null || claimed.length < free;
  }

  private async deliver(mail: ClaimedMail): Promise<void> {
    const content = this.queue.open(mail);
    if (content === null) {
      this.logger.error(`Mail ${mail.id} cannot be opened with this master key; it is put aside`);
      MAIL_SETTLED.tell('unreadable');
      await this.onDatabase(() => this.queue.postpone(mail, PARKED_SECONDS));
      return;
    }
    const failure = await traced(SENDING, async (add) => {
      const ended = await this.handOver(mail, content);
      add({ 'mail.attempt': mail.attempts, 'mail.outcome': ended?.failure ?? 'sent' });
      return ended;
    });
    this.noteMailServer(failure);
    if (failure !== null) return this.settleFailure(mail, failure);
    MAIL_SETTLED.tell('sent');
    this.handedOver.add(mail.id);
    await this.onDatabase(() => this.removeHandedOver());
  }

  private async handOver({ id, createdAt }: ClaimedMail, content: QueuedMail): Promise<MailNotSentError | null> {
    const { to, senderName, replyTo, subject, text, html } = content;
    const { name, address } = this.settings.from;
    const from = { name: senderName ?? name, address };
    try {
      const message = { id, from, to, subject, text, html, date: createdAt };
      await this.mailer.send(replyTo === null ? message : { ...message, replyTo });
      return null;
    } catch (error) {
      return error instanceof MailNotSentError
        ? error
        : new MailNotSentError('deferred', nameOf(error), { cause: error });
    }
  }

  private async settleFailure(mail: ClaimedMail, { failure, reason }: MailNotSentError): Promise<void> {
    const verdict = verdictOn(failure, mail.attempts, this.queue.ageSeconds(mail), Math.random());
    MAIL_SETTLED.tell('giveUp' in verdict ? 'given_up' : failure);
    if ('giveUp' in verdict) {
      this.logger.error(`Mail ${mail.id} is given up: ${verdict.giveUp} (${reason})`);
      await this.onDatabase(() => this.queue.remove([mail.id]));
      return;
    }
    if (failure !== 'unavailable') this.logger.warn(`Mail ${mail.id} ${failure}, try ${mail.attempts} (${reason})`);
    await this.onDatabase(() => this.queue.postpone(mail, verdict.retryInSeconds));
  }

  private async removeHandedOver(): Promise<void> {
    const ids = [...this.handedOver];
    await this.queue.remove(ids);
    for (const id of ids) this.handedOver.delete(id);
  }

  private noteMailServer(error: MailNotSentError | null): void {
    const wasDown = this.mailServerDown;
    this.mailServerDown = error?.failure === 'unavailable';
    if (this.mailServerDown && !wasDown) {
      this.logger.warn(`The mail server takes no mail (${error?.reason ?? ''}); mails wait until it does`);
    }
    if (wasDown && !this.mailServerDown) this.logger.log('The mail server takes mail again');
  }
}
