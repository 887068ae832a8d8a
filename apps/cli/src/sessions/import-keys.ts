import { type BatchOutcome, type NumberedKey, readKeyRow, RowError } from '@portero/identity';
import type { FoundRow } from '../users/import/found-row';
import type { KeyTally } from './key-tally';

/** Rows that one transaction writes. */
const BATCH = 2000;

/** How the keys of a file are taken over. */
export interface KeyImport {
  /** For which a key that tells no end works. */
  readonly lifetimeSeconds: number;
  readonly add: (batch: readonly NumberedKey[]) => Promise<BatchOutcome>;
}

/** Reads a file of keys to its end, batch by batch. No two rows of a batch have the same key. */
export async function importKeys(
  rows: AsyncIterable<FoundRow>,
  tally: KeyTally,
  { lifetimeSeconds, add }: KeyImport,
): Promise<void> {
  let batch = new Map<string, NumberedKey>();
  const flush = async (): Promise<void> => {
    const full = [...batch.values()];
    batch = new Map();
    if (full.length > 0) tally.add(await add(full));
  };
  for await (const found of rows) {
    tally.counts.read += 1;
    const numbered = checked(found, lifetimeSeconds, tally);
    if (numbered === null) continue;
    if (batch.size === BATCH || batch.has(numbered.row.token_id)) await flush();
    batch.set(numbered.row.token_id, numbered);
  }
  await flush();
}

function checked(found: FoundRow, lifetimeSeconds: number, tally: KeyTally): NumberedKey | null {
  if ('reason' in found) {
    tally.reject(found.line, found.reason);
    return null;
  }
  try {
    return { line: found.line, row: readKeyRow(found.columns, new Date(), lifetimeSeconds) };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    tally.reject(found.line, error.message);
    return null;
  }
}
