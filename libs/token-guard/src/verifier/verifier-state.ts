import type { TokenErrorCode } from '../errors/error-codes.js';
import type { RevocationFeedState } from '../revocation/revocation-feed.js';

/** What a verifier knows of itself, for health checks and metrics. Holds nothing secret. */
export interface VerifierState {
  readonly keys: {
    readonly count: number;
    /** Seconds since the issuer last confirmed them; `undefined` before the first time. */
    readonly ageSeconds: number | undefined;
    readonly lastError: unknown;
  };
  /** `undefined` if no feed was configured. */
  readonly revocations: RevocationFeedState | undefined;
  /** `undefined` if not configured. Questions sent so far, open now, and answers remembered. */
  readonly introspection:
    { readonly asked: number; readonly inFlight: number; readonly remembered: number } | undefined;
  readonly cache: { readonly size: number; readonly hits: number };
  /** How often each code was answered; codes that never were are missing. */
  readonly refused: Readonly<Partial<Record<TokenErrorCode, number>>>;
}

/** A verifier's counters. */
export class VerifierCounters {
  cacheHits = 0;
  private readonly refusals = new Map<TokenErrorCode, number>();

  countRefusal(code: TokenErrorCode): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  refused(): VerifierState['refused'] {
    return Object.fromEntries(this.refusals);
  }
}
