import { Injectable } from '@nestjs/common';
import { OutgoingMail, Transactions } from '@portero/database';
import { type EntityManager, In, LessThanOrEqual, MoreThan } from 'typeorm';
import { Clock, secondsAfter } from '../../clock';
import { Randomness } from '../../randomness';
import { MasterKey } from '../../secrets/master-key';
import { type ClaimedMail, CLOCK_MARGIN_SECONDS, mailSealContext, type QueuedMail } from './queued-mail';

/**
 * How long a mail is reserved for the sender that claimed it: well above `SEND_LIMIT_MS`, with a margin for different
 * clocks.
 */
export const LEASE_SECONDS = 120;

/** The maximum length of a lease, and of the wait for a mail server that is down. */
const NEAR_SECONDS = 300;

/** The queue of waiting mails. */
@Injectable()
export class MailQueue {
  /** Claims whose commit got no answer. They may hold mails that no process sends until the lease ends. */
  private readonly unanswered: { readonly ids: readonly string[]; readonly lease: Date }[] = [];
  /** The time of the last claim. */
  private lastNow = new Date(0);

  constructor(
    private readonly transactions: Transactions,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /** Adds a mail in the caller's transaction. */
  async add(manager: EntityManager, mail: QueuedMail): Promise<void> {
    const now = this.clock.now();
    const { id, sealed } = this.seal(mail);
    const nextAttemptAt = secondsAfter(now, -CLOCK_MARGIN_SECONDS);
    await manager.insert(OutgoingMail, { id, sealed, createdAt: now, attempts: 0, nextAttemptAt });
  }

  /** The columns of a mail for a statement of the caller. */
  seal(mail: QueuedMail): { readonly id: string; readonly sealed: Buffer } {
    const id = this.randomness.uuid();
    return { id, sealed: this.masterKey.seal(Buffer.from(JSON.stringify(mail)), mailSealContext(id)) };
  }

  /**
   * Claims up to `limit` mails that are due, the oldest first. It skips mails that another sender is claiming, instead of
   * waiting. A claimed mail is due again when the lease ends, so no mail is lost when a sender dies.
   */
  async claim(limit: number): Promise<ClaimedMail[]> {
    const now = this.clock.now();
    await this.followClock(now);
    const lease = secondsAfter(now, LEASE_SECONDS);
    let ids: readonly string[] = [];
    try {
      return await this.transactions.run(async (manager) => {
        const due = await findDue(manager, now, limit);
        ids = due.map(({ id }) => id);
        await leaseUntil(manager, ids, lease);
        return due.map(({ id, sealed, createdAt, attempts }) => ({ id, sealed, createdAt, attempts: attempts + 1 }));
      });
    } catch (error) {
      if (ids.length > 0) this.unanswered.push({ ids, lease });
      throw error;
    }
  }

  /** When the clock was set back, mails that were postponed by the wrong clock become due earlier by the difference. */
  private async followClock(now: Date): Promise<void> {
    const secondsBack = Math.floor((this.lastNow.getTime() - now.getTime()) / 1000);
    if (secondsBack > NEAR_SECONDS) {
      const postponed = { nextAttemptAt: MoreThan(secondsAfter(now, NEAR_SECONDS)) };
      const earlier = () => `next_attempt_at - interval '${secondsBack} seconds'`;
      await this.transactions.run((manager) => manager.update(OutgoingMail, postponed, { nextAttemptAt: earlier }));
    }
    this.lastNow = now;
  }

  /** Makes mails due again if the commit of their claim got no answer. To be called before the next claim. */
  async releaseUnanswered(): Promise<void> {
    for (let claim = this.unanswered[0]; claim !== undefined; claim = this.unanswered[0]) {
      const { ids, lease } = claim;
      // If another sender has claimed them since, it wrote a different lease.
      const held = { id: In([...ids]), nextAttemptAt: lease };
      await this.transactions.run((manager) => manager.update(OutgoingMail, held, { nextAttemptAt: this.clock.now() }));
      this.unanswered.shift();
    }
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

function findDue(manager: EntityManager, now: Date, limit: number): Promise<OutgoingMail[]> {
  return manager.find(OutgoingMail, {
    where: { nextAttemptAt: LessThanOrEqual(now) },
    order: { nextAttemptAt: 'ASC' },
    take: limit,
    lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
  });
}

async function leaseUntil(manager: EntityManager, ids: readonly string[], lease: Date): Promise<void> {
  if (ids.length === 0) return;
  await manager.update(OutgoingMail, { id: In([...ids]) }, { attempts: () => 'attempts + 1', nextAttemptAt: lease });
}
