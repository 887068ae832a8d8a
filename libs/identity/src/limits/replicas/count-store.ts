/**
 * An operation on one count. Its id consists of the name of the counter and the key, so that all counts share one
 * namespace.
 */
export interface CountOperation {
  readonly id: string;
  /** `add` adds `more` to the count; `set` sets it to `more`, and deletes it for 0. */
  readonly kind: 'read' | 'add' | 'set';
  readonly more: number;
  /** The lifetime of a new count. */
  readonly seconds: number;
}

/** A count after an operation. `used` is 0 where there is none. */
export interface StoredCount {
  readonly used: number;
  readonly millisecondsLeft: number;
}

/** Counts that replicas share. The caller handles time limits and outages. */
export abstract class CountStore {
  /** For log lines: `PostgreSQL`, `Redis`. */
  abstract readonly name: string;
  /** Connects. Throws the driver's error. */
  abstract open(): Promise<void>;
  /**
   * Runs operations of one kind, each on another count. Never called twice at once.
   * @returns the counts in the same order. Throws the driver's error
   */
  abstract run(kind: CountOperation['kind'], operations: readonly CountOperation[]): Promise<readonly StoredCount[]>;
  /** Drops the connection, even during an operation. {@link open} may be called again. */
  abstract drop(): void;
  /** Called when the connection ends by itself. */
  onLost: () => void = () => undefined;
}
