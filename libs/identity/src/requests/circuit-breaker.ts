/** Failures in a row after which an old back end is left alone. */
const FAILURES = 5;

/** For how long it is left alone, each time anew. */
const OPEN_MS = 30_000;

interface State {
  failures: number;
  /** Epoch milliseconds; 0 while nothing is wrong. */
  openUntil: number;
}

/**
 * Leaves an old back end alone after failures in a row, so that log-ins do not wait for what is down. After that time one
 * log-in tries it again.
 */
export class CircuitBreaker {
  private readonly states = new Map<number, State>();

  /**
   * Milliseconds for which it is left alone; 0 when it may be asked. Who was told 0 says how that ended.
   * @param openElsewhere until when another process leaves it alone
   */
  closedFor(id: number, openElsewhere: Date | null, now: Date): number {
    const state = this.of(id);
    const openUntil = Math.max(state.openUntil, openElsewhere?.getTime() ?? 0);
    const left = openUntil - now.getTime();
    if (left > 0) return left;
    // The others wait for the end of this try, and for no longer if it never says how it ended.
    if (state.openUntil > 0) state.openUntil = now.getTime() + OPEN_MS;
    return 0;
  }

  /** @returns whether it had been left alone */
  succeeded(id: number): boolean {
    const wasOpen = this.of(id).openUntil > 0;
    this.states.delete(id);
    return wasOpen;
  }

  /** @returns until when it is left alone from now on; `null` while it is not */
  failed(id: number, now: Date): Date | null {
    const state = this.of(id);
    state.failures += 1;
    if (state.failures < FAILURES) return null;
    state.openUntil = now.getTime() + OPEN_MS;
    return new Date(state.openUntil);
  }

  private of(id: number): State {
    const known = this.states.get(id) ?? { failures: 0, openUntil: 0 };
    this.states.set(id, known);
    return known;
  }
}
