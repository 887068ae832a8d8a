import { setTimeout as sleep } from 'node:timers/promises';
import { FailureBackoff } from '../transport/failure-backoff.js';
import type { RevocationPage } from './revocation-page.js';
import { type RevocationSource, UnknownCursorError } from './revocation-source.js';
import { RevokedSet } from './revoked-set.js';

/** How the feed is followed. */
export interface RevocationFeedOptions {
  readonly mode: 'events' | 'poll';
  readonly pollIntervalMs: number;
  readonly limit: number;
  readonly graceMs: number;
  /** Milliseconds since 1970, by which revocations are forgotten; it may be put back. */
  readonly clock: () => number;
  /** Milliseconds since some moment, by which the age of the feed is told; it is never put back. */
  readonly monotonicClock: () => number;
}

/** What is known of the feed. */
export interface RevocationFeedState {
  /** Seconds since the issuer was last heard; `undefined` before the first time. */
  readonly ageSeconds: number | undefined;
  readonly entries: number;
  /** Whether entries were lost for want of room; then the feed counts as down. */
  readonly isIncomplete: boolean;
  /** Why it is not heard at the moment. */
  readonly lastError: unknown;
}

/** A set that overflowed is filled anew at most so often. */
const REFILL_MS = 60_000;
/** Between the end of a stream and the next one. */
const REOPEN_MS = 250;
const MOST_PAGES = 100_000;

/** Follows the feed in the background and keeps what it says. */
export class RevocationFeed {
  readonly revoked: RevokedSet;
  /** Settled, and never rejected, when the feed was read for the first time or could not be. */
  readonly firstAttempt: Promise<void>;
  private isFirstOver = false;
  private cursor: string | undefined;
  private heardAt: number | undefined;
  private filledAt = -Infinity;
  private lastError: unknown;
  private readonly ending = new AbortController();
  private readonly backoff = new FailureBackoff(250, 5000);

  constructor(
    private readonly options: RevocationFeedOptions,
    private readonly source: RevocationSource,
  ) {
    this.revoked = new RevokedSet(options.limit, options.graceMs);
    this.firstAttempt = this.attempt(() => this.catchUp()).then((wait) => {
      this.isFirstOver = true;
      void this.run(wait);
    });
  }

  /** Whether the first attempt is over. */
  get isSettled(): boolean {
    return this.isFirstOver;
  }

  /**
   * Whether all revocations are known that were made up to an age in milliseconds ago.
   *
   * @param now milliseconds since 1970
   */
  isCurrent(maxAgeMs: number, now: number): boolean {
    const { heardAt, revoked } = this;
    const isHeard = heardAt !== undefined && this.options.monotonicClock() - heardAt <= maxAgeMs;
    return isHeard && !revoked.isIncomplete && !revoked.hasForgotten(now);
  }

  state(): RevocationFeedState {
    const { heardAt, revoked, lastError } = this;
    const ageSeconds = heardAt === undefined ? undefined : (this.options.monotonicClock() - heardAt) / 1000;
    return { ageSeconds, entries: revoked.size, isIncomplete: revoked.isIncomplete, lastError };
  }

  /** Stops listening. What is known stays known. */
  close(): void {
    this.ending.abort();
  }

  private async run(firstWait: number): Promise<void> {
    for (let wait = firstWait; !this.ending.signal.aborted; wait = await this.attempt(() => this.follow())) {
      await this.pause(wait);
    }
  }

  /** One turn: up to the newest page, and on by events until the stream ends. */
  private async follow(): Promise<void> {
    await this.catchUp();
    if (this.options.mode === 'poll' || this.ending.signal.aborted) return;
    const heard = (): boolean => {
      this.heard();
      return !this.isRefillDue();
    };
    const page = (each: RevocationPage): boolean => this.accept(each) && !this.isRefillDue();
    await this.source.follow(this.cursor, { heard, page }, this.ending.signal);
  }

  /** @returns milliseconds to wait before the next turn */
  private async attempt(turn: () => Promise<void>): Promise<number> {
    try {
      await turn();
      return this.options.mode === 'poll' ? this.options.pollIntervalMs : REOPEN_MS;
    } catch (error) {
      if (error instanceof UnknownCursorError) this.cursor = undefined;
      this.lastError = error;
      return this.backoff.failed(this.options.monotonicClock());
    }
  }

  private async catchUp(): Promise<void> {
    if (this.cursor === undefined || this.isRefillDue()) await this.fill();
    else await this.readPages(this.cursor, this.revoked);
    this.heard();
  }

  /** Reads all there is beside the old set, which goes on refusing meanwhile, and counts only if it comes to the end. */
  private async fill(): Promise<void> {
    const { limit, graceMs } = this.options;
    this.filledAt = this.options.monotonicClock();
    const anew = new RevokedSet(limit, graceMs);
    this.cursor = await this.readPages(undefined, anew);
    this.revoked.replaceBy(anew);
  }

  private async readPages(start: string | undefined, into: RevokedSet): Promise<string | undefined> {
    let cursor = start;
    for (let count = 0; count < MOST_PAGES; count += 1) {
      this.ending.signal.throwIfAborted();
      const page = await this.source.pageAfter(cursor);
      if (page === undefined) return cursor;
      cursor = page.cursor;
      into.add(page.revocations, this.options.clock());
      // What is in the set that refuses need not be read again, even if a later page fails.
      if (into === this.revoked) this.cursor = cursor;
      if (!page.more) return cursor;
    }
    throw new Error('The feed does not come to an end.');
  }

  /** @returns whether that was all for now */
  private accept(page: RevocationPage): boolean {
    this.revoked.add(page.revocations, this.options.clock());
    this.cursor = page.cursor;
    return !page.more;
  }

  private isRefillDue(): boolean {
    const { clock, monotonicClock } = this.options;
    // After a clock was put back, what was forgotten is needed again at once.
    if (this.revoked.hasForgotten(clock())) return true;
    return this.revoked.isIncomplete && monotonicClock() - this.filledAt >= REFILL_MS;
  }

  private heard(): void {
    this.heardAt = this.options.monotonicClock();
    this.lastError = undefined;
    this.backoff.succeeded();
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false, signal: this.ending.signal }).catch(() => undefined);
  }
}
