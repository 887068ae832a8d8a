import { canonicalId } from '../token/canonical-id.js';
import type { Revocation } from './revocation-page.js';

/** Between two walks over the set in search of what can be forgotten. */
const PRUNE_EVERY_MS = 60_000;

/** By less than that a clock may go back: entries are kept longer than their tokens are accepted. */
const FORGOTTEN_LATER_MS = 60_000;

/**
 * The ids of revoked tokens, each until its token has expired. When it is full, what does not fit is lost and the set says
 * so: from then on it cannot vouch for any token, until it has been filled anew.
 */
export class RevokedSet {
  private forgetAt = new Map<string, number>();
  private prunedAt = 0;
  /** The latest moment by which something was left out because its token had expired. */
  private forgottenBy = -Infinity;
  private isFull = false;

  /**
   * @param limit entries
   * @param graceMs for how long after its expiry a token may still be accepted: so long it is remembered
   */
  constructor(
    private readonly limit: number,
    private readonly graceMs: number,
  ) {}

  get size(): number {
    return this.forgetAt.size;
  }

  /** Whether something was lost for want of room. */
  get isIncomplete(): boolean {
    return this.isFull;
  }

  /**
   * Whether something was forgotten that may matter at a moment: the clock was put back since.
   *
   * @param now milliseconds since 1970
   */
  hasForgotten(now: number): boolean {
    return now < this.forgottenBy - FORGOTTEN_LATER_MS;
  }

  /** @param id a canonical id */
  has(id: string): boolean {
    return this.forgetAt.has(id);
  }

  /** Adds what a page names; repeated entries change nothing but the expiry. */
  add(revocations: readonly Revocation[], now: number): void {
    this.prune(now);
    for (const { jti, exp } of revocations) {
      const forgetAt = exp === null ? Infinity : exp * 1000 + this.graceMs;
      if (forgetAt <= now) {
        this.forgottenBy = Math.max(this.forgottenBy, now);
        continue;
      }
      const id = canonicalId(jti);
      if (this.forgetAt.size >= this.limit && !this.forgetAt.has(id)) this.isFull = true;
      else this.forgetAt.set(id, forgetAt);
    }
  }

  /** Takes over what another set holds: the feed was read anew. */
  replaceBy(other: RevokedSet): void {
    this.forgetAt = other.forgetAt;
    this.isFull = other.isFull;
    this.forgottenBy = other.forgottenBy;
  }

  private prune(now: number): void {
    const isDue = Math.abs(now - this.prunedAt) >= PRUNE_EVERY_MS || this.forgetAt.size >= this.limit;
    if (!isDue) return;
    this.prunedAt = now;
    for (const [id, forgetAt] of this.forgetAt) {
      if (forgetAt > now) continue;
      this.forgetAt.delete(id);
      this.forgottenBy = Math.max(this.forgottenBy, now);
    }
  }
}
