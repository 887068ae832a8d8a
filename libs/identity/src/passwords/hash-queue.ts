import { Inject, Injectable } from '@nestjs/common';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';

/** Hint for clients that were turned away: a full queue is worked off within about this many seconds. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Lets a few password hashes run at once and a bounded number wait. A log-in flood then costs its senders a quick
 * refusal instead of costing everybody memory and latency.
 */
@Injectable()
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly concurrency: number;
  private readonly limit: number;

  constructor(@Inject(IDENTITY_POLICY) policy: IdentityPolicy) {
    this.concurrency = policy.hashing.concurrency;
    this.limit = policy.hashing.queueLimit;
  }

  /** Runs `work` when a place is free. Throws `busy` at once when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.concurrency) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= this.limit) throw new IdentityError('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Hands the place on, or frees it when nobody waits. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
