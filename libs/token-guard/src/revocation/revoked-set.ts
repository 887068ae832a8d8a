import { canonicalId } from '../token/canonical-id.js';
import type { Revocation, SessionRevocation } from './revocation-page.js';

/** Between two walks over the set in search of what can be forgotten. */
const PRUNE_EVERY_MS = 60_000;

/** By less than that a clock may go back: entries are kept longer than their tokens are accepted. */
const FORGOTTEN_LATER_MS = 60_000;

/** What the feed may have named of a token. */
export interface RevocableToken {
  /** A canonical id; `undefined` if the token has none. */
  readonly revocationId: string | undefined;
  /** The canonical id of its session; `undefined` if the token does not say. */
  readonly sessionId: string | undefined;
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number;
}

/** What is kept of a session. */
interface EndedSession {
  readonly beforeMs: number;
  readonly forgetAt: number;
}

/**
 * The ids of revoked tokens and sessions, each until its tokens have expired. When it is full, what does not fit is lost and the set says
 * so: from then on it cannot vouch for any token, until it has been filled anew.
 */
export class RevokedSet {
  private forgetAt = new Map<string, number>();
  private sessions = new Map<string, EndedSession>();
  private prunedAt = 0;
  /** The latest moment by which something was left out because its token had expired. */
  private forgottenBy = -Infinity;
  private isFull = false;

  /**
   * @param limit entries: tokens and sessions
   * @param graceMs for how long after its expiry a token may still be accepted: so long it is remembered
   */
  constructor(
    private readonly limit: number,
    private readonly graceMs: number,
  ) {}

  get size(): number {
    return this.forgetAt.size + this.sessions.size;
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

  /** Whether the token was named, or its session with a later moment than that of its issue. */
  has({ revocationId, sessionId, issuedAtMs }: RevocableToken): boolean {
    if (revocationId !== undefined && this.forgetAt.has(revocationId)) return true;
    const session = sessionId === undefined ? undefined : this.sessions.get(sessionId);
    return session !== undefined && issuedAtMs < session.beforeMs;
  }

  /** Adds what a page names; of repeated entries the later moments count. */
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

  /** Takes over what another set holds: the feed was read anew. */
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
