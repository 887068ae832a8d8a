/** An account whose creation was acknowledged, and what was acknowledged of it since. */
export interface LedgerAccount {
  readonly uuid: string;
  readonly email: string;
  password: string;
  /** A password that was replaced and must be refused. */
  formerPassword: string | null;
  /** The code of the registration, and whether using it was acknowledged. */
  readonly code: string;
  verified: boolean;
  /** Log-ins that were acknowledged. Each has an audit event. */
  logIns: number;
  /** Mails that were acknowledged: registration and each request for a new password. */
  mails: number;
  /** A request whose outcome is unknown: more mails or log-ins than acknowledged are right then. */
  uncertain: boolean;
}

/** A session whose newest tokens were acknowledged and that nobody ended. */
export interface LedgerSession {
  readonly account: LedgerAccount;
  access: string;
  refresh: string;
}

/** What became of a request, as its client sees it. */
export type Fate = 'acknowledged' | 'refused' | 'unavailable' | 'unknown' | 'wrong';

/** One request, for the figures. */
interface Passage {
  readonly operation: string;
  readonly fate: Fate;
  readonly status: number | null;
  readonly at: number;
}

/** Everything that the service acknowledged under traffic, so that it can be compared afterwards. */
export class Ledger {
  readonly accounts: LedgerAccount[] = [];
  readonly sessions = new Set<LedgerSession>();
  /** Access tokens whose end was acknowledged, with what ended them. */
  readonly ended: { readonly token: string; readonly by: string }[] = [];
  /** E-mails whose registration was refused: nothing of them may be there. */
  readonly refusedEmails: string[] = [];
  /** Answers that no client should ever see, such as 500 or a 503 without Retry-After. */
  readonly wrong: string[] = [];
  private readonly passages: Passage[] = [];

  note(operation: string, fate: Fate, status: number | null): void {
    this.passages.push({ operation, fate, status, at: performance.now() });
  }

  get requests(): number {
    return this.passages.length;
  }

  /** Failed requests by status; `none` where no answer came. */
  failures(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { fate, status } of this.passages) {
      if (fate === 'acknowledged' || fate === 'refused') continue;
      const key = status === null ? 'none' : String(status);
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** @returns the longest time in milliseconds without an acknowledged request */
  longestGap(): number {
    const times = this.passages.filter(({ fate }) => fate === 'acknowledged').map(({ at }) => at);
    return Math.round(Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at))));
  }

  /** Whether every operation was acknowledged at least once after a moment of `performance.now()`. */
  allAcknowledgedSince(moment: number, operations: readonly string[]): boolean {
    const seen = new Set(
      this.passages.filter(({ fate, at }) => fate === 'acknowledged' && at > moment).map(({ operation }) => operation),
    );
    return operations.every((operation) => seen.has(operation));
  }
}
