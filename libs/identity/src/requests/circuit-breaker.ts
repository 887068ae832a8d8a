/** The number of failures in a row that opens the circuit breaker. */
const FAILURES = 5;

/** How long it stays open each time. */
const OPEN_MS = 30_000;

interface State {
  failures: number;
  /** Epoch milliseconds; 0 while nothing is wrong. */
  openUntil: number;
}

/**
 * A circuit breaker: stops calls to another service after failures in a row, so that requests do not wait for a service
 * that is down. After that time one request tries it again.
 */
export class CircuitBreaker {
  private readonly states = new Map<number, State>();

  /**
   * Milliseconds until a call is allowed; 0 when it is allowed now. A caller that got 0 must report the result.
   * @param openElsewhere until when another process has opened it
   */
  closedFor(id: number, openElsewhere: Date | null, now: Date): number {
    const state = this.of(id);
    const openUntil = Math.max(state.openUntil, openElsewhere?.getTime() ?? 0);
    const left = openUntil - now.getTime();
    if (left > 0) return left;
    // Others wait for the result of this try, but no longer than the usual time if it never reports one.
    if (state.openUntil > 0) state.openUntil = now.getTime() + OPEN_MS;
    return 0;
  }

  /** @returns whether it was open */
  succeeded(id: number): boolean {
    const wasOpen = this.of(id).openUntil > 0;
    this.states.delete(id);
    return wasOpen;
  }

  /** @returns until when it is now open; `null` if it is not */
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
