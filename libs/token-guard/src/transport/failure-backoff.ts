/** When a failed exchange may be tried again: each failure in a row doubles the wait, up to a bound. */
export class FailureBackoff {
  private failures = 0;
  private nextAt = -Infinity;

  /** @param firstMs the wait after the first failure  @param longestMs no wait is longer */
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  /** Whether the wait is over. */
  isOver(now: number): boolean {
    return now >= this.nextAt;
  }

  /** Notes a failure and tells the wait that it costs, in milliseconds. */
  failed(now: number): number {
    const wait = Math.min(this.firstMs * 2 ** Math.min(this.failures, 20), this.longestMs);
    this.failures += 1;
    this.nextAt = now + wait;
    return wait;
  }

  /** Notes a success. */
  succeeded(): void {
    this.failures = 0;
    this.nextAt = -Infinity;
  }
}
