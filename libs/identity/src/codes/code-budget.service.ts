import { Inject, Injectable } from '@nestjs/common';
import { CodeTry, Owner, User } from '@portero/database';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import type { Account } from '../accounts/account';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Randomness } from '../randomness';

const HOUR_SECONDS = 3600;

/**
 * How many codes an account may try in an hour, over all its codes: asking for a new code does not refill it.
 * A fresh code every 15 minutes with 5 tries each would otherwise be a slow but open door.
 */
@Injectable()
export class CodeBudget {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /** Makes everything that concerns one account's codes happen one after the other. */
  async lock(manager: EntityManager, account: Account): Promise<void> {
    if (account.userId === null) {
      await manager.findOne(Owner, {
        where: { id: account.ownerId },
        select: { id: true },
        lock: { mode: 'pessimistic_write' },
      });
    } else {
      await manager.findOne(User, {
        where: { id: account.userId },
        select: { id: true },
        lock: { mode: 'pessimistic_write' },
      });
    }
  }

  /** Writes one try down. Throws `rate_limited` when the hour's budget is spent. Call with the account locked. */
  async spend(manager: EntityManager, account: Account): Promise<string> {
    const now = this.clock.now();
    await this.assertWithinBudget(manager, account, now);
    const id = this.randomness.uuid();
    await manager.insert(CodeTry, { id, ...account, triedAt: now });
    return id;
  }

  /** Takes a try back, because the code was right. */
  async forgive(manager: EntityManager, tryId: string): Promise<void> {
    await manager.delete(CodeTry, { id: tryId });
  }

  /** The present moment, as the codes are measured by. */
  now(): Date {
    return this.clock.now();
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
