import type { ConflictPolicy, Rejection } from './import-row';

/** An import that goes on. */
export interface RunningImport {
  readonly ownerId: number;
  /** 0 for a dry run. */
  readonly id: number;
  readonly conflict: ConflictPolicy;
  /** Nothing is written. */
  readonly isDry: boolean;
  /** Imports of the same file, such as one that was interrupted. */
  readonly sameFile: readonly number[];
  /** What was committed before, of an import that is resumed. */
  readonly before: ImportCounts;
  /**
   * Whether the next batch is copied into the table of users first, and merged only if one of them exists. Copying takes half of
   * the time. It changes with what becomes of the batches.
   */
  expectsNewUsers: boolean;
}

/** Rows of a file, by what became of them. */
export interface ImportCounts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** What became of a batch. */
export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  /** In the order of their lines. */
  readonly rejected: readonly Rejection[];
}

/** Counts of an import that has not begun. */
export const NOTHING_READ: ImportCounts = { read: 0, created: 0, updated: 0, skipped: 0, rejected: 0 };
