import type { BatchOutcome } from '@portero/identity';
import type { Writable } from 'node:stream';

/** Reasons that are told apart; the rest share one. */
const MAX_REASONS = 30;

/** Counts what became of keys, and writes the rejected ones down. */
export class KeyTally {
  readonly counts = { read: 0, created: 0, skipped: 0, rejected: 0 };
  readonly reasons = new Map<string, number>();

  /** @param rejects gets a JSON object with line and reason a rejected row */
  constructor(private readonly rejects: Writable | null) {}

  reject(line: number, reason: string): void {
    this.counts.rejected += 1;
    const known = this.reasons.has(reason) || this.reasons.size < MAX_REASONS ? reason : 'other reasons';
    this.reasons.set(known, (this.reasons.get(known) ?? 0) + 1);
    this.rejects?.write(`${JSON.stringify({ line, reason })}\n`);
  }

  add({ created, skipped, rejected }: BatchOutcome): void {
    this.counts.created += created;
    this.counts.skipped += skipped;
    for (const { line, reason } of rejected) this.reject(line, reason);
  }
}
