import { setTimeout as sleep } from 'node:timers/promises';
import { FailureBackoff } from '../transport/failure-backoff.js';
import type { RevocationPage } from './revocation-page.js';
import { type RevocationSource, UnknownCursorError } from './revocation-source.js';
import { RevokedSet } from './revoked-set.js';

/** Options of the feed. */
export interface RevocationFeedOptions {
  readonly mode: 'events' | 'poll';
  readonly pollIntervalMs: number;
  readonly limit: number;
  readonly graceMs: number;
  /** The wall clock in milliseconds since 1970, by which revocations expire; it may be set back. */
  readonly clock: () => number;
  /** A monotonic clock in milliseconds, for the age of the feed. */
  readonly monotonicClock: () => number;
}

/** The state of the feed. */
export interface RevocationFeedState {
  /** Seconds since the last data from the issuer; `undefined` before the first. */
  readonly ageSeconds: number | undefined;
  readonly entries: number;
  /** Whether entries were dropped because the set was full; the feed then counts as down. */
  readonly isIncomplete: boolean;
  /** The reason why the feed is down now. */
  readonly lastError: unknown;
}

/** The shortest time between two refills of an overflowed set. */
const REFILL_MS = 60_000;
/** The pause between two streams. */
const REOPEN_MS = 250;
const MOST_PAGES = 100_000;

/** Follows the feed in the background and stores its entries. */
export class RevocationFeed {
  readonly revoked: RevokedSet;
  /** Resolves, and never rejects, after the first attempt to read the feed. */
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
   * Whether all revocations older than the given age in milliseconds are known.
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

  /** Stops following. Stored entries are kept. */
  close(): void {
    this.ending.abort();
  }

  private async run(firstWait: number): Promise<void> {
    for (let wait = firstWait; !this.ending.signal.aborted; wait = await this.attempt(() => this.follow())) {
      await this.pause(wait);
    }
  }

  /** One turn: reads up to the newest page, then follows the events until the stream ends. */
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

  /** Reads the whole feed into a new set while the old one stays in use. The new set replaces it only when it is complete. */
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
      // Entries that are in the active set need not be read again, even if a later page fails.
      if (into === this.revoked) this.cursor = cursor;
      if (!page.more) return cursor;
    }
    throw new Error('The feed does not come to an end.');
  }

  /** @returns whether this was the last page for now */
  private accept(page: RevocationPage): boolean {
    this.revoked.add(page.revocations, this.options.clock());
    this.cursor = page.cursor;
    return !page.more;
  }

  private isRefillDue(): boolean {
    const { clock, monotonicClock } = this.options;
    // After the clock was set back, deleted entries are needed again at once.
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
