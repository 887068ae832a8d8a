/** Called with each message. It must not throw, and must not wait. */
export type SignalListener<T> = (message: T) => void;

/**
 * Sends messages to listeners such as the metrics. The sender does not know them. Without a listener a signal costs
 * nothing.
 */
export class Signal<T> {
  private readonly listeners = new Set<SignalListener<T>>();

  /** Whether there is a listener. */
  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  /** @returns a function that ends it */
  listen(listener: SignalListener<T>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Sends a message to the listeners. */
  tell(message: T): void {
    for (const listener of this.listeners) listener(message);
  }
}
