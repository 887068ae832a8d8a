/** Which count. The key is short and contains no personal data. */
export interface CountId {
  readonly counter: string;
  readonly key: string;
}

/** Adds one to a count. */
export interface Addition extends CountId {
  /** A new count expires this long after its first addition. */
  readonly seconds: number;
}

/** The used part of a limit. */
export interface LimiterCount {
  readonly used: number;
  /** Whole seconds until the count expires, at least 1. */
  readonly secondsLeft: number;
}

/**
 * Stores the counts of the limits. With a shared store, {@link add} and {@link refresh} call it and may take as long as
 * a request may wait for it; the other methods answer at once from the memory of this process. No method throws: while
 * the shared store is down, the counts of this process are used.
 */
export abstract class LimiterStore {
  /** Adds one to each. No two simultaneous calls get the same count of a key. @returns the counts in the same order */
  abstract add(additions: readonly Addition[]): Promise<readonly LimiterCount[]>;
  /** Reads these counts from the shared store, for {@link peek}. */
  abstract refresh(ids: readonly CountId[]): Promise<void>;
  /** Starts {@link refresh} without waiting. @returns a function that waits for it and does not throw */
  abstract prefetch(ids: readonly CountId[]): () => Promise<void>;
  /** The count that this process knows; `null` for none. */
  abstract peek(id: CountId): LimiterCount | null;
  /**
   * Adds one without waiting, for limits that every request counts. Other replicas see it a little later.
   * @param shareFrom smaller counts are not sent, so that callers far below the limit cost nothing
   */
  abstract addLater(addition: Addition, shareFrom: number): LimiterCount;
  /** Runs {@link refresh} in the background, for limits that every request reads. */
  abstract refreshLater(id: CountId): void;
  /** Sets the count to one. */
  abstract hold(addition: Addition): Promise<void>;
  /** Forgets a count. */
  abstract forget(id: CountId): Promise<void>;
}
