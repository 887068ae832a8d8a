import { canonicalId } from '../token/canonical-id.js';
import type { Revocation, SessionRevocation } from './revocation-page.js';

/** The pause between two searches for expired entries. */
const PRUNE_EVERY_MS = 60_000;

/**
 * The clock may be set back by less than this without effect, because entries are kept longer than their tokens are
 * accepted.
 */
const FORGOTTEN_LATER_MS = 60_000;

/** The data of a token that the feed may contain. */
export interface RevocableToken {
  /** The canonical id; `undefined` if the token has none. */
  readonly revocationId: string | undefined;
  /** The canonical id of its session; `undefined` if the token does not contain it. */
  readonly sessionId: string | undefined;
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number;
}

/** The entry of a session. */
interface EndedSession {
  readonly beforeMs: number;
  readonly forgetAt: number;
}

/**
 * The ids of revoked tokens and sessions, each until its tokens have expired. When it is full, further entries are lost
 * and the set reports this: it then cannot confirm any token until it has been refilled.
 */
export class RevokedSet {
  private forgetAt = new Map<string, number>();
  private sessions = new Map<string, EndedSession>();
  private prunedAt = 0;
  /** The latest expiry of an entry that was left out because its token had expired. */
  private forgottenBy = -Infinity;
  private isFull = false;

  /**
   * @param limit entries: tokens and sessions
   * @param graceMs how long after its expiry a token may still be accepted, and its entry is kept
   */
  constructor(
    private readonly limit: number,
    private readonly graceMs: number,
  ) {}

  get size(): number {
    return this.forgetAt.size + this.sessions.size;
  }

  /** Whether an entry was lost because the set was full. */
  get isIncomplete(): boolean {
    return this.isFull;
  }

  /**
   * Whether a deleted entry may be needed at a given time, because the clock was set back.
   *
   * @param now milliseconds since 1970
   */
  hasForgotten(now: number): boolean {
    return now < this.forgottenBy - FORGOTTEN_LATER_MS;
  }

  /** Whether the set contains the token, or its session with a later time than the token's time of issue. */
  has({ revocationId, sessionId, issuedAtMs }: RevocableToken): boolean {
    if (revocationId !== undefined && this.forgetAt.has(revocationId)) return true;
    const session = sessionId === undefined ? undefined : this.sessions.get(sessionId);
    return session !== undefined && issuedAtMs < session.beforeMs;
  }

  /** Adds the entries of a page; repeated entries keep the later times. */
  add(revocations: readonly (Revocation | SessionRevocation)[], now: number): void {
    this.prune(now);
    for (const each of revocations) {
      const { exp } = each;
      const forgetAt = exp === null ? Infinity : exp * 1000 + this.graceMs;
      if (forgetAt <= now) {
        this.forgottenBy = Math.max(this.forgottenBy, now);
        continue;
      }
      if ('sid' in each) this.addSession(canonicalId(each.sid), { beforeMs: Math.round(each.before * 1000), forgetAt });
      else this.addToken(canonicalId(each.jti), forgetAt);
    }
  }

  /** Adopts the entries of another set, after the feed was read again. */
  replaceBy(other: RevokedSet): void {
    this.forgetAt = other.forgetAt;
    this.sessions = other.sessions;
    this.isFull = other.isFull;
    this.forgottenBy = other.forgottenBy;
  }

  private addToken(id: string, forgetAt: number): void {
    if (this.size >= this.limit && !this.forgetAt.has(id)) this.isFull = true;
    else this.forgetAt.set(id, forgetAt);
  }

  private addSession(id: string, { beforeMs, forgetAt }: EndedSession): void {
    const known = this.sessions.get(id);
    if (known === undefined && this.size >= this.limit) this.isFull = true;
    else
      this.sessions.set(id, {
        beforeMs: Math.max(beforeMs, known?.beforeMs ?? 0),
        forgetAt: Math.max(forgetAt, known?.forgetAt ?? 0),
      });
  }

  private prune(now: number): void {
    const isDue = Math.abs(now - this.prunedAt) >= PRUNE_EVERY_MS || this.size >= this.limit;
    if (!isDue) return;
    this.prunedAt = now;
    for (const [id, forgetAt] of this.forgetAt) if (forgetAt <= now) this.forget(this.forgetAt, id, now);
    for (const [id, { forgetAt }] of this.sessions) if (forgetAt <= now) this.forget(this.sessions, id, now);
  }

  private forget(from: Map<string, unknown>, id: string, now: number): void {
    from.delete(id);
    this.forgottenBy = Math.max(this.forgottenBy, now);
  }
}
