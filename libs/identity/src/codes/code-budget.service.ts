import { Injectable } from '@nestjs/common';
import { CodeTry, Owner, User } from '@portero/database';
import { type EntityManager, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Account } from '../accounts/account';
import type { AuditEventName, AuditOutcome } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { CODE_TRIES, CODE_TRY_LIMITS } from '../limits/limit-table';
import { Limits } from '../limits/limits.service';
import { isProven } from '../limits/owner-budget.service';
import { TrustedCaller } from '../limits/trusted-caller.service';
import { Randomness } from '../randomness';
import { RATE_LIMITED } from '../signals/identity-signals';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** The code that a caller tries. */
export interface Try {
  /** `null` when the account has no code. */
  readonly codeId: string | null;
  /** The number of tries that one caller has with the code. */
  readonly most: number;
  /** What {@link CodeBudget.admit} returned. */
  readonly trusted: boolean;
}

/** One recorded try. */
export interface SpentTry {
  readonly id: string;
  /** The number of tries of this caller with this code, including this one. */
  readonly ofCaller: number;
}

/**
 * Limits how many codes may be tried for an account in an hour, over all its codes. A new code does not reset the
 * count; otherwise an attacker could request a new code every 15 minutes and try 5 times each. It also limits the tries
 * of a network over all accounts, and records the outcome of each try.
 */
@Injectable()
export class CodeBudget {
  constructor(
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly limits: Limits,
    private readonly trusted: TrustedCaller,
    private readonly audit: AuditLog,
  ) {}

  /**
   * To be called before a try, outside of transactions. Throws `rate_limited` when the caller's network has made too
   * many wrong tries.
   * @returns whether strangers cannot shut this caller out of the account
   */
  async admit({ ownerId, userId }: Account): Promise<boolean> {
    if (!isProven(ownerId)) await this.limits.assertLeftByNetwork('codes_tried_by_network');
    return this.trusted.isTrusted(ownerId, userId);
  }

  /** Like {@link admit}, for an unknown account. */
  async admitNobody(ownerId: number): Promise<void> {
    if (!isProven(ownerId)) await this.limits.assertLeftByNetwork('codes_tried_by_network');
    await this.trusted.isTrusted(ownerId, undefined);
  }

  /**
   * To be called after a failed try, outside of transactions. Throws `rate_limited` when the network's budget is
   * exceeded.
   */
  async refused(account: Account, purpose: string, outcome: AuditOutcome): Promise<void> {
    if (!isProven(account.ownerId)) await this.limits.spendByNetwork('codes_tried_by_network');
    await this.audit.record(null, { ...account, event: 'code_tried', outcome, detail: purpose });
  }

  /**
   * Like {@link refused}, for an unknown account. Throws `rate_limited` when the budgets of an existing account would
   * be exceeded.
   */
  async refusedNobody(ownerId: number, name: string, purpose: string): Promise<void> {
    const caller = this.limits.callerAt(ownerId);
    if (!isProven(ownerId)) {
      await this.limits.assertLeft('codes_tried_on_nobody_by_all', ownerId, name);
      await this.limits.assertLeft('codes_tried_on_nobody_a_day', ownerId, name);
    }
    await this.limits.spend('codes_tried_on_nobody', ownerId, name, caller);
    if (!isProven(ownerId)) {
      await this.limits.spend('codes_tried_on_nobody_by_all', ownerId, name);
      await this.limits.spend('codes_tried_on_nobody_a_day', ownerId, name);
      await this.limits.spendByNetwork('codes_tried_by_network');
    }
    await this.audit.record(null, { ownerId, event: 'code_tried', outcome: 'failed', detail: purpose, nobody: name });
  }

  /** To be called after a right code, in the transaction that applies its effect. */
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

  /**
   * Records one try of the caller. Throws `rate_limited` when a budget is exceeded. The account must be locked. Once
   * the caller has used its tries with the code, further tries count for the account only.
   */
  async spend(manager: EntityManager, account: Account, { codeId, most, trusted }: Try): Promise<SpentTry> {
    const now = this.clock.now();
    await this.forget(manager, account, now);
    const caller = this.limits.keyOf([this.limits.callerAt(account.ownerId)]);
    const tries = await this.recent(manager, account, now);
    this.assertWithinBudget(tries, caller, trusted);
    const id = this.randomness.uuid();
    const before = tries.filter((each) => codeId !== null && each.codeId === codeId && each.caller === caller).length;
    await manager.insert(CodeTry, { id, ...account, triedAt: now, caller, codeId: before < most ? codeId : null });
    return { id, ofCaller: before + 1 };
  }

  /** Takes a try back, because the code was right. */
  async forgive(manager: EntityManager, tryId: string): Promise<void> {
    await manager.delete(CodeTry, { id: tryId });
  }

  /** The current time that codes are compared with. */
  now(): Date {
    return this.clock.now();
  }

  /** Otherwise old tries would accumulate. */
  private async forget(manager: EntityManager, { ownerId, userId }: Account, now: Date): Promise<void> {
    const triedAt = LessThanOrEqual(secondsAfter(now, -DAY_SECONDS));
    await manager.delete(CodeTry, { ownerId, userId: userId ?? IsNull(), triedAt });
  }

  private async recent(manager: EntityManager, account: Account, now: Date): Promise<readonly CodeTry[]> {
    return manager.find(CodeTry, {
      where: {
        ownerId: account.ownerId,
        userId: account.userId ?? IsNull(),
        triedAt: MoreThan(secondsAfter(now, -DAY_SECONDS)),
      },
      select: { id: true, triedAt: true, caller: true, codeId: true },
      order: { triedAt: 'DESC' },
      take: CODE_TRIES.perDay + CODE_TRIES.byCallerPerHour,
    });
  }

  /** A trusted caller is not bound by the tries of all callers together, because strangers could shut it out. */
  private assertWithinBudget(tries: readonly CodeTry[], caller: string, trusted: boolean): void {
    if (!this.limits.areOn) return;
    const ofCaller = tries.filter((each) => each.caller === caller);
    this.assertFewer(ofCaller, 'byCallerPerHour', HOUR_SECONDS);
    if (trusted) return;
    this.assertFewer(tries, 'perHour', HOUR_SECONDS);
    this.assertFewer(tries, 'perDay', DAY_SECONDS);
  }

  /** @param tries the newest first */
  private assertFewer(tries: readonly CodeTry[], limit: keyof typeof CODE_TRIES, seconds: number): void {
    const most = CODE_TRIES[limit];
    const oldest = tries[most - 1];
    const waitMs = oldest ? secondsAfter(oldest.triedAt, seconds).getTime() - this.clock.now().getTime() : 0;
    if (waitMs <= 0) return;
    const secondsLeft = Math.max(1, Math.ceil(waitMs / 1000));
    const name = CODE_TRY_LIMITS[limit];
    RATE_LIMITED.tell(name);
    throw new IdentityError('rate_limited', {
      retryAfterSeconds: secondsLeft,
      limit: { name, most, seconds, left: 0, secondsLeft },
    });
  }
}
