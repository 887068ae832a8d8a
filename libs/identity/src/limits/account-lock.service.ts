import { Injectable } from '@nestjs/common';
import { type CountId, LimiterStore } from './limiter-store';
import { type LimitSubject, Limits } from './limits.service';

const FIRST_SECONDS = 60;
const LONGEST_SECONDS = 900;

/** One day after the first lock, the count of locks restarts. */
const MEMORY_SECONDS = 86_400;

/**
 * The maximum number of locks of an account in a day. The last one lasts until the day is over, which limits the number
 * of guesses.
 */
const LOCKS_A_DAY = 10;

const LOCKS = 'account_locks';
const STRIKES = 'account_strikes';

/**
 * Locks an account for a while when too many wrong passwords come for it from anywhere: one minute, then two, four,
 * eight, and never more than fifteen. Tries during a lock do not prolong it, and the count restarts after it. The tenth
 * lock of a day lasts until that day is over, so at most 500 wrong passwords a day are possible. The caller exempts
 * networks from which the account logged in before, so that strangers cannot shut its user out.
 */
@Injectable()
export class AccountLock {
  constructor(
    private readonly limits: Limits,
    private readonly store: LimiterStore,
  ) {}

  /** Reads the locks of other replicas, for {@link secondsLeft}. @returns a function that waits for it */
  prefetch(account: LimitSubject): () => Promise<void> {
    return this.limits.areOn ? this.store.prefetch([this.idOf(LOCKS, account)]) : () => Promise.resolve();
  }

  /** Whole seconds until the account is open again, as far as this process knows; `null` when it is. */
  secondsLeft(account: LimitSubject): number | null {
    return this.store.peek(this.idOf(LOCKS, account))?.secondsLeft ?? null;
  }

  /** Counts a wrong password. @returns whether it locked the account */
  async strike(account: LimitSubject): Promise<boolean> {
    const { isLast } = await this.count(account);
    if (!isLast) return false;
    const [strikes] = await this.store.add([{ ...this.idOf(STRIKES, account), seconds: MEMORY_SECONDS }]);
    const used = strikes?.used ?? 1;
    const untilDayEnds = used >= LOCKS_A_DAY ? strikes?.secondsLeft : undefined;
    const seconds = untilDayEnds ?? Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (used - 1));
    await this.store.hold({ ...this.idOf(LOCKS, account), seconds });
    await this.limits.forget('passwords_by_account', ...account);
    return true;
  }

  private async count(account: LimitSubject): Promise<{ readonly isLast: boolean }> {
    try {
      return await this.limits.count('passwords_by_account', ...account);
    } catch (error) {
      // Another call is locking it now, or none did because the replicas counted separately for a while. An existing
      // lock is not changed.
      await this.store.add([{ ...this.idOf(LOCKS, account), seconds: FIRST_SECONDS }]);
      await this.limits.forget('passwords_by_account', ...account);
      throw error;
    }
  }

  private idOf(counter: string, account: LimitSubject): CountId {
    return { counter, key: this.limits.keyOf(account) };
  }
}
