import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdentityPolicy } from '../identity-policy';
import { MasterKey } from '../secrets/master-key';
import { AccountLock } from './account-lock.service';
import { Limits } from './limits.service';
import { MemoryLimiterStore } from './memory-limiter-store';

const DAY = 86_400;
const PER_LOCK = 50;
const ACCOUNT = ['account', 1, 7, 'hash'] as const;

function newLock(): AccountLock {
  const limits = {
    requestsPerMinute: 600,
    signUpsPerHour: 100,
    codesPerHour: 100,
    ownerUsersPerHour: 10_000,
    ownerCodesPerHour: 10_000,
  };
  const store = new MemoryLimiterStore();
  return new AccountLock(new Limits({ limits } as IdentityPolicy, store, new MasterKey(Buffer.alloc(32, 7))), store);
}

/** Guesses until the account is locked. @returns how many guesses that took, and for how long it is locked */
async function guessUntilLocked(lock: AccountLock): Promise<readonly [guesses: number, seconds: number | null]> {
  for (let guesses = 1; guesses <= PER_LOCK; guesses += 1)
    if (await lock.strike(ACCOUNT)) return [guesses, lock.secondsLeft(ACCOUNT)];
  throw new Error('The account was not locked');
}

describe('attack 13: wrong passwords for one account from everywhere', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-08-07T12:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are at most 500 a day: the tenth lock holds until the day is over', async () => {
    const lock = newLock();
    const waits: number[] = [];
    let guesses = 0;
    const begun = Date.now();
    while (Date.now() - begun < DAY * 1000) {
      const [count, seconds] = await guessUntilLocked(lock);
      guesses += count;
      waits.push(seconds ?? 0);
      vi.advanceTimersByTime((seconds ?? 0) * 1000);
    }
    const nine = [60, 120, 240, 480, 900, 900, 900, 900, 900];
    expect([guesses, waits.slice(0, 9)]).toEqual([10 * PER_LOCK, nine]);
    expect(waits[9]).toBe(DAY - nine.reduce((sum, each) => sum + each));
    vi.advanceTimersByTime(1000);
    expect(lock.secondsLeft(ACCOUNT)).toBeNull();
    expect((await guessUntilLocked(lock))[1]).toBe(60);
  });
});
