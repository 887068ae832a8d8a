/** How much of a limit is used up. */
export interface LimiterCount {
  readonly used: number;
  /** Whole seconds until it is forgotten, at least 1. */
  readonly secondsLeft: number;
}

/**
 * Where the counts of the limits are kept. Keys are short and hold nothing personal. Each operation is atomic: of any
 * number of simultaneous calls of {@link add} no two get the same count.
 */
export abstract class LimiterStore {
  /** Counts one more. A new count is forgotten after `seconds`, however often it is added to. */
  abstract add(counter: string, key: string, seconds: number): Promise<LimiterCount>;
  /** The count; `null` for none. */
  abstract read(counter: string, key: string): Promise<LimiterCount | null>;
  /** Sets a count of one that is forgotten after `seconds` from now. */
  abstract hold(counter: string, key: string, seconds: number): Promise<void>;
  /** Forgets a count. */
  abstract forget(counter: string, key: string): Promise<void>;
}
