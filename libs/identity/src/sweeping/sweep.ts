import type { EntityManager } from 'typeorm';

/** The result of one batch. */
export interface SweptBatch {
  readonly deleted: number;
  /** Whether there may be more to do, because the batch was full. */
  readonly more: boolean;
}

/**
 * Deletes up to `limit` rows in the caller's short transaction. It skips rows that others have locked; a later run
 * deletes them.
 */
export type SweepBatch = (manager: EntityManager, limit: number) => Promise<SweptBatch>;

/** One kind of rows that expire. */
export interface Sweep {
  /** Their name in the plural, for the log. */
  readonly name: string;
  /** The delay between {@link Sweeper.sweepSoon} and the sweep. */
  readonly soonSeconds?: number;
  /** Begins a run that deletes what has expired by `now`. The batches of one run may keep a position. */
  begin(now: Date): SweepBatch;
}
