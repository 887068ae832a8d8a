import { type BatchOutcome, type NumberedKey, readKeyRow, type Rejection, RowError } from '@portero/identity';
import type { FoundRow } from '../users/import/found-row';
import type { Tally } from '../users/import/tally';

/** Rows that one transaction writes. */
const BATCH = 2000;

/** How the keys of a file are imported. */
export interface KeyImport {
  /** The lifetime of keys without an expiry. */
  readonly lifetimeSeconds: number;
  readonly add: (batch: readonly NumberedKey[]) => Promise<BatchOutcome>;
}

const NOTHING: BatchOutcome = { created: 0, updated: 0, skipped: 0, rejected: [] };

/** Reads a file of keys to its end, batch by batch. No two rows of a batch have the same key. */
export async function importKeys(
  rows: AsyncIterable<FoundRow>,
  tally: Tally,
  { lifetimeSeconds, add }: KeyImport,
): Promise<void> {
  let batch = new Map<string, NumberedKey>();
  const settle = (outcome: BatchOutcome, read: number): void => {
    tally.writeDown(outcome);
    tally.add(outcome, read);
  };
  const flush = async (): Promise<void> => {
    const full = [...batch.values()];
    batch = new Map();
    if (full.length > 0) settle(await add(full), full.length);
  };
  for await (const found of rows) {
    const key = checked(found, lifetimeSeconds);
    if ('reason' in key) {
      settle({ ...NOTHING, rejected: [key] }, 1);
      continue;
    }
    if (batch.size === BATCH || batch.has(key.row.token_id)) await flush();
    batch.set(key.row.token_id, key);
  }
  await flush();
}

function checked(found: FoundRow, lifetimeSeconds: number): NumberedKey | Rejection {
  if ('reason' in found) return found;
  try {
    return { line: found.line, row: readKeyRow(found.columns, new Date(), lifetimeSeconds) };
  } catch (error) {
    if (error instanceof RowError) return { line: found.line, reason: error.message };
    throw error;
  }
}
