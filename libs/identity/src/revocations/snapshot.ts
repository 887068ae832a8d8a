/**
 * The transactions that a reader has seen, like PostgreSQL's `pg_snapshot`: all below `xmax` except those that were
 * still running.
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

/** The oldest transaction that may have unseen rows. */
export function oldestUnseen({ xmax, running }: Snapshot): bigint {
  return running[0] ?? xmax;
}

/**
 * The snapshot with a limited number of running transactions. Later ones count as unseen, so their rows may be repeated
 * but never omitted.
 */
export function shortened({ xmax, running }: Snapshot, most: number): Snapshot {
  return { xmax: running[most] ?? xmax, running: running.slice(0, most) };
}
