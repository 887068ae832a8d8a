import { Injectable } from '@nestjs/common';
import { OutgoingMail, Transactions } from '@portero/database';
import { type EntityManager, In, LessThanOrEqual } from 'typeorm';
import { Clock, secondsAfter } from '../../clock';
import { Randomness } from '../../randomness';
import { MasterKey } from '../../secrets/master-key';
import { type ClaimedMail, mailSealContext, type QueuedMail } from './queued-mail';

/**
 * How long a mail is reserved for the sender that claimed it: well above `SEND_LIMIT_MS`, with a margin for different
 * clocks.
 */
export const LEASE_SECONDS = 120;

/** The table of the mails that wait. */
@Injectable()
export class MailQueue {
  constructor(
    private readonly transactions: Transactions,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /** Adds a mail in the caller's transaction. */
  async add(manager: EntityManager, mail: QueuedMail): Promise<void> {
    const id = this.randomness.uuid();
    const now = this.clock.now();
    const sealed = this.masterKey.seal(Buffer.from(JSON.stringify(mail)), mailSealContext(id));
    await manager.insert(OutgoingMail, { id, sealed, createdAt: now, attempts: 0, nextAttemptAt: now });
  }

  /**
   * Claims up to `limit` mails that are due, the oldest first. It skips mails that another sender is claiming, instead of
   * waiting. A claimed mail is due again when the lease ends, so no mail is lost when a sender dies.
   */
  async claim(limit: number): Promise<ClaimedMail[]> {
    const now = this.clock.now();
    return this.transactions.run(async (manager) => {
      const due = await manager.find(OutgoingMail, {
        where: { nextAttemptAt: LessThanOrEqual(now) },
        order: { nextAttemptAt: 'ASC' },
        take: limit,
        lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
      });
      if (due.length === 0) return [];
      const lease = { attempts: () => 'attempts + 1', nextAttemptAt: secondsAfter(now, LEASE_SECONDS) };
      await manager.update(OutgoingMail, { id: In(due.map(({ id }) => id)) }, lease);
      return due.map(({ id, sealed, createdAt, attempts }) => ({ id, sealed, createdAt, attempts: attempts + 1 }));
    });
  }

  /** Removes mails that were sent or will never be sent. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.transactions.run((manager) => manager.delete(OutgoingMail, { id: In([...ids]) }));
  }

  /** Makes a mail due in `seconds`, unless another sender has claimed it meanwhile. */
  async postpone({ id, attempts }: ClaimedMail, seconds: number): Promise<void> {
    const nextAttemptAt = secondsAfter(this.clock.now(), seconds);
    await this.transactions.run((manager) => manager.update(OutgoingMail, { id, attempts }, { nextAttemptAt }));
  }

  /** The content of a mail; `null` when it was sealed under another master key or is damaged. */
  open({ id, sealed }: ClaimedMail): QueuedMail | null {
    try {
      return JSON.parse(this.masterKey.open(sealed, mailSealContext(id)).toString()) as QueuedMail;
    } catch {
      return null;
    }
  }

  /** Seconds since a mail was queued. */
  ageSeconds({ createdAt }: ClaimedMail): number {
    return (this.clock.now().getTime() - createdAt.getTime()) / 1000;
  }
}
