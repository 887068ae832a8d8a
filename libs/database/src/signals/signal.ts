/** Called with each message. It must not throw, and must not wait. */
export type SignalListener<T> = (message: T) => void;

/**
 * Tells its listeners, such as the metrics, that something happened. The code that tells it does not know them. Without a listener a signal costs nothing.
 */
export class Signal<T> {
  private readonly listeners = new Set<SignalListener<T>>();

  /** Whether it is worth measuring. */
  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  /** @returns what ends it */
  listen(listener: SignalListener<T>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Passes a message on. */
  tell(message: T): void {
    for (const listener of this.listeners) listener(message);
  }
}
