import type { BatchOutcome, ImportCounts } from '@portero/identity';
import type { RejectsFile } from './rejects-file';

/** The maximum number of distinct reasons; the others share one. */
const MAX_REASONS = 30;

/** Counts the outcomes of rows, and writes the rejected ones to a file. */
export class Tally {
  readonly counts: { -readonly [Count in keyof ImportCounts]: number };
  readonly reasons = new Map<string, number>();

  /** @param before the counts of a resumed import */
  constructor(
    private readonly rejects: RejectsFile | null,
    before: ImportCounts,
  ) {
    this.counts = { ...before };
  }

  /** Called before the batch is committed, so that counted rows are always in the file. */
  writeDown({ rejected }: BatchOutcome): void {
    this.rejects?.append(rejected);
  }

  /** @param read rows of the file that the batch stands for */
  add({ created, updated, skipped, rejected }: BatchOutcome, read: number): void {
    this.counts.read += read;
    this.counts.created += created;
    this.counts.updated += updated;
    this.counts.skipped += skipped;
    this.counts.rejected += rejected.length;
    for (const { reason } of rejected) {
      const known = this.reasons.has(reason) || this.reasons.size < MAX_REASONS ? reason : 'other reasons';
      this.reasons.set(known, (this.reasons.get(known) ?? 0) + 1);
    }
  }
}
