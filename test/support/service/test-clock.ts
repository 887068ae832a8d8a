import { Clock } from '@portero/identity';

/** A clock that follows the machine's until a test moves it. */
export class TestClock extends Clock {
  private offsetMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Moves time forward. */
  advance(seconds: number): void {
    this.offsetMs += seconds * 1000;
  }

  /** Back to the machine's time. */
  reset(): void {
    this.offsetMs = 0;
  }
}
