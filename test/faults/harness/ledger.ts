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
  /** When the last write of it was acknowledged, in epoch milliseconds. */
  at: number;
}

/** A session whose newest tokens were acknowledged and that nobody ended. */
export interface LedgerSession {
  readonly account: LedgerAccount;
  access: string;
  refresh: string;
  /** When its tokens were acknowledged, in epoch milliseconds. */
  at: number;
}

/** What became of a request, as its client sees it. */
export type Fate = 'acknowledged' | 'refused' | 'unavailable' | 'unknown' | 'wrong';

/** One request, for the figures. */
interface Passage {
  readonly operation: string;
  readonly fate: Fate;
  readonly status: number | null;
  readonly at: number;
  readonly tookMs: number;
}

/** Everything that the service acknowledged under traffic, so that it can be compared afterwards. */
export class Ledger {
  readonly accounts: LedgerAccount[] = [];
  readonly sessions = new Set<LedgerSession>();
  /** Access tokens whose end was acknowledged, with what ended them and when. */
  readonly ended: { readonly token: string; readonly by: string; readonly at: number }[] = [];
  /** E-mails whose registration was refused: nothing of them may be there. */
  readonly refusedEmails: string[] = [];
  /** Answers that no client should ever see, such as 500 or a 503 without Retry-After. */
  readonly wrong: string[] = [];
  private readonly passages: Passage[] = [];

  /** @param endsTokens whether a live token may be called inactive, because the clock jumped */
  constructor(readonly endsTokens = false) {}

  /** @param begun when the request was sent, by `performance.now()` */
  note(operation: string, fate: Fate, status: number | null, begun: number): void {
    const at = performance.now();
    this.passages.push({ operation, fate, status, at, tookMs: at - begun });
  }

  /** @returns the milliseconds that a share of the acknowledged requests since a moment of `performance.now()` did not pass */
  percentileSince(moment: number, share: number): number {
    const since = this.passages.filter(({ fate, at }) => fate === 'acknowledged' && at > moment);
    const times = since.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    return Math.round(times[Math.floor(times.length * share)] ?? 0);
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
    return Math.round(times.reduce((longest, at, index) => Math.max(longest, at - (times[index - 1] ?? at)), 0));
  }

  /**
   * The longest of the times, one for each operation, from when it was first asked for after a moment of
   * `performance.now()`, or was under way then, until it was acknowledged. Null while one was not.
   */
  longestWaitSince(moment: number, operations: readonly string[]): number | null {
    const since = this.passages.filter(({ at }) => at > moment);
    const waits = operations.map((operation) => {
      const asked = since.filter((passage) => passage.operation === operation);
      const first = Math.min(...asked.map(({ at, tookMs }) => at - tookMs));
      const answered = asked.find(({ fate }) => fate === 'acknowledged');
      return answered === undefined ? null : answered.at - Math.max(first, moment);
    });
    return waits.reduce((longest, wait) => (longest === null || wait === null ? null : Math.max(longest, wait)), 0);
  }
}
