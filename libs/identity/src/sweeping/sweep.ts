import type { EntityManager } from 'typeorm';

/** What one batch did. */
export interface SweptBatch {
  readonly deleted: number;
  /** Whether there may be more to do: the batch had as much as it could take. */
  readonly more: boolean;
}

/**
 * Deletes up to `limit` rows in the caller's short transaction. What others have locked it skips instead of waiting: it is
 * taken at a later run.
 */
export type SweepBatch = (manager: EntityManager, limit: number) => Promise<SweptBatch>;

/** One kind of rows that expire. */
export interface Sweep {
  /** What they are, in the plural, for the log. */
  readonly name: string;
  /** How long after {@link Sweeper.sweepSoon} there is something to sweep. */
  readonly soonSeconds?: number;
  /** Begins a run. What has expired by `now` goes; the batches of one run may remember where they are. */
  begin(now: Date): SweepBatch;
}
