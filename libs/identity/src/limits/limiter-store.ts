/** Which count. The key is short and contains no personal data. */
export interface CountId {
  readonly counter: string;
  readonly key: string;
}

/** One more. */
export interface Addition extends CountId {
  /** A new count expires so long after its first addition. */
  readonly seconds: number;
}

/** The used part of a limit. */
export interface LimiterCount {
  readonly used: number;
  /** Whole seconds until the count expires, at least 1. */
  readonly secondsLeft: number;
}

/**
 * Stores the counts of the limits. With a store that replicas share, {@link add} and {@link refresh} ask it and may take
 * as long as one request may wait for it; the others answer at once from what this process knows. No method throws: a store
 * that is away is replaced by the counts of this process.
 */
export abstract class LimiterStore {
  /** Adds one to each. No two simultaneous calls get the same count of a key. @returns the counts in the same order */
  abstract add(additions: readonly Addition[]): Promise<readonly LimiterCount[]>;
  /** Learns these counts, for {@link peek}. */
  abstract refresh(ids: readonly CountId[]): Promise<void>;
  /** {@link refresh} while something else is done. @returns what waits for it, and does not throw either */
  abstract prefetch(ids: readonly CountId[]): () => Promise<void>;
  /** The count as far as this process knows; `null` for none. */
  abstract peek(id: CountId): LimiterCount | null;
  /**
   * Adds one without waiting: for what every request counts. Other replicas learn of it a little later.
   * @param shareFrom they learn of no smaller count, so that callers who use little of a limit cost nothing
   */
  abstract addLater(addition: Addition, shareFrom: number): LimiterCount;
  /** {@link refresh} in the background, for what every request asks. */
  abstract refreshLater(id: CountId): void;
  /** Sets the count to one. */
  abstract hold(addition: Addition): Promise<void>;
  /** Forgets a count. */
  abstract forget(id: CountId): Promise<void>;
}
