import type { ConflictPolicy, Rejection } from './import-row';

/** An import in progress. */
export interface RunningImport {
  readonly ownerId: number;
  /** 0 for a dry run. */
  readonly id: number;
  readonly conflict: ConflictPolicy;
  /** `true`: nothing is written. */
  readonly isDry: boolean;
  /** Earlier imports of the same file, for example an interrupted one. */
  readonly sameFile: readonly number[];
  /** The counts that were committed before a resumed import was interrupted. */
  readonly before: ImportCounts;
  /**
   * Whether the next batch is first tried as a copy into the table of users, and merged only if one of its users
   * exists. Copying takes half of the time. The value follows the results of earlier batches.
   */
  expectsNewUsers: boolean;
}

/** The number of rows by outcome. */
export interface ImportCounts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** The outcome of a batch. */
export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  /** In the order of their lines. */
  readonly rejected: readonly Rejection[];
}

/** Counts of an import that has not begun. */
export const NOTHING_READ: ImportCounts = { read: 0, created: 0, updated: 0, skipped: 0, rejected: 0 };
