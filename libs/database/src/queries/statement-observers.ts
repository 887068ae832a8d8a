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

  /** Passes a statement on. */
  sent(text: string, name: string | null = null): void {
    for (const listener of this.listeners) listener(text, name);
  }
}
