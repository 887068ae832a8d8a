/** The used part of a limit. */
export interface LimiterCount {
  readonly used: number;
  /** Whole seconds until the count expires, at least 1. */
  readonly secondsLeft: number;
}

/**
 * Stores the counts of the limits. Keys are short and contain no personal data. Each operation is atomic: no two
 * simultaneous calls of {@link add} get the same count.
 */
export abstract class LimiterStore {
  /** Adds one. A new count expires `seconds` after its first addition. */
  abstract add(counter: string, key: string, seconds: number): Promise<LimiterCount>;
  /** The count; `null` for none. */
  abstract read(counter: string, key: string): Promise<LimiterCount | null>;
  /** Sets the count to one, to expire `seconds` from now. */
  abstract hold(counter: string, key: string, seconds: number): Promise<void>;
  /** Forgets a count. */
  abstract forget(counter: string, key: string): Promise<void>;
}
