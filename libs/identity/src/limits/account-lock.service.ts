import { Injectable } from '@nestjs/common';
import { LimiterStore } from './limiter-store';
import { type LimitSubject, Limits } from './limits.service';

const FIRST_SECONDS = 60;
const LONGEST_SECONDS = 900;

/** One day after the first lock, the next lock counts as the first again. */
const MEMORY_SECONDS = 86_400;

const LOCKS = 'account_locks';
const STRIKES = 'account_strikes';

/**
 * Locks an account for a while when too many wrong passwords come for it from anywhere: one minute, then two, four,
 * eight, and never more than fifteen. Tries during a lock do not prolong it, and the count restarts after it, so that
 * nobody can keep an account locked.
 */
@Injectable()
export class AccountLock {
  constructor(
    private readonly limits: Limits,
    private readonly store: LimiterStore,
  ) {}

  /** Whole seconds until the account is open again; `null` when it is. */
  async secondsLeft(account: LimitSubject): Promise<number | null> {
    const lock = await this.store.read(LOCKS, this.limits.keyOf(account));
    return lock && lock.secondsLeft;
  }

  /** Counts a wrong password. @returns whether it locked the account */
  async strike(account: LimitSubject): Promise<boolean> {
    const { isLast } = await this.limits.count('passwords_by_account', ...account);
    if (!isLast) return false;
    const key = this.limits.keyOf(account);
    const { used } = await this.store.add(STRIKES, key, MEMORY_SECONDS);
    await this.store.hold(LOCKS, key, Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (used - 1)));
    await this.limits.forget('passwords_by_account', ...account);
    return true;
  }
}
