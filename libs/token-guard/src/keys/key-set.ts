import { setTimeout as sleep } from 'node:timers/promises';
import { TokenError } from '../errors/token-error.js';
import { FailureBackoff } from '../transport/failure-backoff.js';
import type { IssuerTransport } from '../transport/issuer-transport.js';
import { freshSeconds } from './cache-lifetime.js';
import { parseJwks } from './parse-jwks.js';
import type { Algorithm, VerificationKey } from './verification-key.js';

/** The source of the keys, and how long they may be used. */
export interface KeySetOptions {
  readonly url: URL;
  readonly algorithms: readonly Algorithm[];
  /** How long after the last good answer the keys are still used while the issuer is unreachable. */
  readonly maxStaleMs: number;
  /** The least time between two answers that unknown `kid`s may cause. */
  readonly cooldownMs: number;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
}

/** How long a stale set is still used while a new one is fetched; later, callers wait for the new one. */
const GRACE_MS = 300_000;
/** The number of callers that may wait for an unknown `kid`. */
const MOST_WAITING = 256;

/**
 * The issuer's keys. Known keys are found at once, and one fetch runs at a time. A token with an unknown `kid` waits
 * for the next fetch that the cool-down allows instead of failing. So a rotation fails no request, and invented `kid`s
 * do not cause many fetches. A failed fetch does not change the set.
 */
export class KeySet {
  private keys = new Map<string, VerificationKey>();
  private etag: string | undefined;
  private fetchedAt: number | undefined;
  private staleAt = -Infinity;
  private lastError: unknown;
  private inFlight: Promise<void> | undefined;
  private scheduled: Promise<void> | undefined;
  private waiting = 0;
  /** The key is not in the newest set. */
  private readonly missing = new Set<string>();
  private readonly backoff = new FailureBackoff(500, 30_000);

  constructor(
    private readonly options: KeySetOptions,
    private readonly transport: IssuerTransport,
  ) {}

  /** The key, if it is known without waiting. */
  find(kid: string, now = this.options.clock()): VerificationKey | undefined {
    if (now >= this.staleAt) {
      const isUsable = this.fetchedAt !== undefined && now < this.usableUntil(this.fetchedAt);
      // Callers with a too old set wait for a new one, unless the last fetch failed.
      if (!isUsable || (now >= this.staleAt + GRACE_MS && this.lastError === undefined)) return undefined;
      if (this.backoff.isOver(now)) void this.refresh();
    }
    return this.keys.get(kid);
  }

  /** The key, fetched if need be. @throws {TokenError} `unknown_key`, `keys_unavailable` */
  async resolve(kid: string): Promise<VerificationKey> {
    const now = this.options.clock();
    if (now >= this.staleAt) await this.freshen(kid, now);
    const known = this.find(kid);
    if (known !== undefined) return known;
    if (!this.isUsable()) throw new TokenError('keys_unavailable', this.lastError);
    await this.seek(kid);
    const found = this.keys.get(kid);
    if (found !== undefined) return found;
    if (this.lastError !== undefined) throw new TokenError('keys_unavailable', this.lastError);
    this.missing.add(kid);
    throw new TokenError('unknown_key');
  }

  /** Fetches the set, or joins the running fetch. Never rejects; a failure is kept as state. */
  refresh(): Promise<void> {
    this.inFlight ??= this.fetch()
      .then(
        () => {
          this.lastError = undefined;
          this.backoff.succeeded();
        },
        (error: unknown) => {
          this.lastError = error;
          this.backoff.failed(this.options.clock());
        },
      )
      .finally(() => (this.inFlight = undefined));
    return this.inFlight;
  }

  /** For health checks. */
  state(): { readonly count: number; readonly ageSeconds: number | undefined; readonly lastError: unknown } {
    const age = this.fetchedAt === undefined ? undefined : (this.options.clock() - this.fetchedAt) / 1000;
    return { count: this.keys.size, ageSeconds: age, lastError: this.lastError };
  }

  private async freshen(kid: string, now: number): Promise<void> {
    const isJoining = this.inFlight !== undefined;
    if (!isJoining && !this.backoff.isOver(now)) return;
    await this.refresh();
    if (!isJoining && !this.keys.has(kid)) this.missing.add(kid);
  }

  private isUsable(): boolean {
    return this.fetchedAt !== undefined && this.options.clock() < this.usableUntil(this.fetchedAt);
  }

  private usableUntil(fetchedAt: number): number {
    return Math.max(this.staleAt, fetchedAt + this.options.maxStaleMs);
  }

  /** Waits for the result of a fetch that begins after this call. */
  private async seek(kid: string): Promise<void> {
    const { clock, cooldownMs } = this.options;
    if (this.lastError !== undefined && !this.backoff.isOver(clock())) return;
    const isFresh = this.fetchedAt !== undefined && clock() - this.fetchedAt < cooldownMs;
    if (isFresh && this.missing.has(kid)) return;
    if (this.waiting >= MOST_WAITING) throw new TokenError('keys_unavailable');
    this.waiting += 1;
    try {
      // The answer of a running fetch may be older than the key.
      if (this.inFlight !== undefined) await this.inFlight;
      if (!this.keys.has(kid)) await this.refreshAfterCooldown();
    } finally {
      this.waiting -= 1;
    }
  }

  private refreshAfterCooldown(): Promise<void> {
    const { clock, cooldownMs } = this.options;
    const wait = this.fetchedAt === undefined ? 0 : this.fetchedAt + cooldownMs - clock();
    this.scheduled ??= sleep(Math.min(Math.max(wait, 0), cooldownMs)).then(() => {
      this.scheduled = undefined;
      return this.refresh();
    });
    return this.scheduled;
  }

  private async fetch(): Promise<void> {
    const { url, algorithms, clock } = this.options;
    const headers = this.etag === undefined ? {} : { 'if-none-match': this.etag };
    const response = await this.transport.send({ url, headers });
    if (response.status !== 304 || this.etag === undefined) {
      if (response.status !== 200) throw new Error(`The JWK set was answered with status ${response.status}.`);
      this.adopt(parseJwks(response.text, algorithms));
      this.etag = response.headers.etag;
    }
    this.fetchedAt = clock();
    this.staleAt = this.fetchedAt + freshSeconds(response.headers['cache-control']) * 1000;
    this.missing.clear();
  }

  private adopt(keys: Map<string, VerificationKey>): void {
    // An empty set is never intended, and accepting it would refuse every token.
    if (keys.size === 0) throw new Error('The JWK set has no usable key.');
    for (const [kid, key] of keys) {
      const before = this.keys.get(kid);
      if (before?.equals(key) === true) keys.set(kid, before);
    }
    this.keys = keys;
  }
}
