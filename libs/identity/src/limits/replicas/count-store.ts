/** What is done to one count. Its id is the name of the counter and the key, so that one namespace holds all. */
export interface CountOperation {
  readonly id: string;
  /** `add` adds `more` to the count; `set` makes `more` of it, whatever it was, and forgets it with 0. */
  readonly kind: 'read' | 'add' | 'set';
  readonly more: number;
  /** How long a count lives that begins now. */
  readonly seconds: number;
}

/** A count after an operation. `used` is 0 where there is none. */
export interface StoredCount {
  readonly used: number;
  readonly millisecondsLeft: number;
}

/** Counts that replicas share. An implementation only has to be right: time limits and outages are its caller's business. */
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
  /** Drops the connection, whatever is under way. {@link open} may be called again. */
  abstract drop(): void;
  /** Called when the connection ends by itself. */
  onLost: () => void = () => undefined;
}
