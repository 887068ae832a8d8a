import { appendFileSync } from 'node:fs';
import type { FaultName } from './fault-names';

/** A line of the table of faults. */
export interface FaultRow {
  readonly name: FaultName;
  readonly database: string;
  readonly requests: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly longestGapMs: number;
  readonly recoveryMs: number;
  readonly lost: number;
}

/** Adds a line to the file that `FAULT_RESULTS` names. */
export function report(row: FaultRow): void {
  const file = process.env['FAULT_RESULTS'];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify(row)}\n`);
}
