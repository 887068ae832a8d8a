/**
 * Which transactions a reader has seen, as PostgreSQL's `pg_snapshot` has it: all below `xmax` but those that were still
 * running.
 */
export interface Snapshot {
  readonly xmax: bigint;
  /** Ascending. */
  readonly running: readonly bigint[];
}

/** Reads the text of a `pg_snapshot`: `xmin:xmax:xip,xip`. */
export function parseSnapshot(text: string): Snapshot {
  const [, xmax = '', running = ''] = text.split(':');
  return { xmax: BigInt(xmax), running: running === '' ? [] : running.split(',').map(BigInt) };
}

/** The oldest transaction that may hold something unseen. */
export function oldestUnseen({ xmax, running }: Snapshot): bigint {
  return running[0] ?? xmax;
}

/** The same with at most so many running transactions: the younger ones count as unseen, which repeats and never omits. */
export function shortened({ xmax, running }: Snapshot, most: number): Snapshot {
  return { xmax: running[most] ?? xmax, running: running.slice(0, most) };
}
