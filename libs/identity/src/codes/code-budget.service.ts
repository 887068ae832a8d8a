import { Inject, Injectable } from '@nestjs/common';
import { CodeTry, Owner, User } from '@portero/database';
import { type EntityManager, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Account } from '../accounts/account';
import type { AuditEventName, AuditOutcome } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Limits } from '../limits/limits.service';
import { Randomness } from '../randomness';

const HOUR_SECONDS = 3600;

/**
 * How many codes an account may try in an hour, over all its codes: asking for a new code does not refill it. Otherwise
 * an attacker could request a new code every 15 minutes and try 5 times each. It also limits the tries of a network over
 * all accounts, and records the outcome of each try.
 */
@Injectable()
export class CodeBudget {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /** Call before a try. Throws `rate_limited` when the caller's network has made too many wrong tries. */
  async admit(): Promise<void> {
    await this.limits.assertLeftByNetwork('codes_tried_by_network');
  }

  /** After a try that failed, outside of transactions. Throws `rate_limited` past the network's budget. */
  async refused(account: Account, purpose: string, outcome: AuditOutcome): Promise<void> {
    await this.limits.spendByNetwork('codes_tried_by_network');
    await this.audit.record(null, { ...account, event: 'code_tried', outcome, detail: purpose });
  }

  /** {@link refused} for an unknown account. Throws `rate_limited` past the same budget that an existing account has. */
  async refusedNobody(ownerId: number, name: string, purpose: string): Promise<void> {
    await this.limits.spend('codes_tried_on_nobody', ownerId, name);
    await this.limits.spendByNetwork('codes_tried_by_network');
    await this.audit.record(null, { ownerId, event: 'code_tried', outcome: 'failed', detail: purpose, nobody: name });
  }

  /** Call after a right code, in the transaction that applies its effect. */
  async redeemed(manager: EntityManager, account: Account, event: AuditEventName): Promise<void> {
    await this.audit.record(manager, { ...account, event });
  }

  /**
   * Serialises all changes to the codes of one account. Throws `owner_not_found` or `user_not_found` when the account was
   * deleted meanwhile.
   */
  async lock(manager: EntityManager, { ownerId, userId }: Account): Promise<void> {
    const asked = { select: { id: true }, lock: { mode: 'pessimistic_write' } } as const;
    if (userId === null) {
      const owner = await manager.findOne(Owner, { where: { id: ownerId }, ...asked });
      if (owner === null) throw new IdentityError('owner_not_found');
    } else {
      const user = await manager.findOne(User, { where: { id: userId }, ...asked });
      if (user === null) throw new IdentityError('user_not_found');
    }
  }

  /** Records one try. Throws `rate_limited` when the hour's budget is spent. Call with the account locked. */
  async spend(manager: EntityManager, account: Account): Promise<string> {
    const now = this.clock.now();
    await this.forget(manager, account, now);
    await this.assertWithinBudget(manager, account, now);
    const id = this.randomness.uuid();
    await manager.insert(CodeTry, { id, ...account, triedAt: now });
    return id;
  }

  /** Takes a try back, because the code was right. */
  async forgive(manager: EntityManager, tryId: string): Promise<void> {
    await manager.delete(CodeTry, { id: tryId });
  }

  /** The current time that codes are compared with. */
  now(): Date {
    return this.clock.now();
  }

  /** Otherwise old tries would pile up. */
  private async forget(manager: EntityManager, { ownerId, userId }: Account, now: Date): Promise<void> {
    const triedAt = LessThanOrEqual(secondsAfter(now, -HOUR_SECONDS));
    await manager.delete(CodeTry, { ownerId, userId: userId ?? IsNull(), triedAt });
  }

  private async assertWithinBudget(manager: EntityManager, account: Account, now: Date): Promise<void> {
    const limit = this.policy.codes.triesPerHour;
    if (limit === null) return;
    const recent = await manager.find(CodeTry, {
      where: {
        ownerId: account.ownerId,
        userId: account.userId ?? IsNull(),
        triedAt: MoreThan(secondsAfter(now, -HOUR_SECONDS)),
      },
      select: { triedAt: true, id: true },
      order: { triedAt: 'ASC' },
      take: limit,
    });
    const oldest = recent[0];
    if (recent.length < limit || oldest === undefined) return;
    const waitMs = secondsAfter(oldest.triedAt, HOUR_SECONDS).getTime() - now.getTime();
    throw new IdentityError('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }
}
