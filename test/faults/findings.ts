import { expect } from 'vitest';

/** Collects the failures of a loop over inputs, so that one wrong answer does not hide the next. */
export class Findings {
  private readonly messages: string[] = [];

  /** Runs assertions and keeps the message of the one that fails. */
  check(assertions: () => void): void {
    try {
      assertions();
    } catch (error) {
      this.messages.push(error instanceof Error ? error.message : String(error));
    }
  }

  /** Fails with every message that was kept. */
  expectNone(): void {
    expect(this.messages).toEqual([]);
  }
}
