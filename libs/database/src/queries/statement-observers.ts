import { Signal } from '../signals/signal';

/** Called with the text of a statement, and with its name where it is a prepared one. It must not throw. */
export type StatementListener = (text: string, name: string | null) => void;

/** Those who want to know which statements are sent. */
export class StatementObservers {
  private readonly listeners = new Set<StatementListener>();

  /** @returns what ends it */
  observe(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** How long a statement took, in seconds, failed ones included. */
  readonly took = new Signal<number>();

  /** Passes a statement on. */
  sent(text: string, name: string | null = null): void {
    for (const listener of this.listeners) listener(text, name);
  }

  /** Runs a statement and tells how long it took. */
  async timed<T>(run: () => Promise<T>): Promise<T> {
    if (!this.took.isHeard) return run();
    const begun = performance.now();
    try {
      return await run();
    } finally {
      this.took.tell((performance.now() - begun) / 1000);
    }
  }
}
