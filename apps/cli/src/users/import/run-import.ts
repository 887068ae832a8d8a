import type { Role } from '@portero/database';
import { type CheckRow, type ImportUsers, RowError, type RunningImport } from '@portero/identity';
import { Batch } from './batch';
import { type FileFormat, renamed } from './file-format';
import type { FoundRow } from './found-row';
import type { OpenedFile } from './open-file';
import type { Progress } from './progress';
import type { Tally } from './tally';

/** What an import works with. */
export interface ImportParts {
  readonly check: CheckRow;
  readonly imports: ImportUsers;
  readonly roles: readonly Role[];
  readonly tally: Tally;
  readonly progress: Progress;
}

/** Reads a file to its end. At most two batches are in memory: one that is read while the other is written. */
export async function runImport(
  running: RunningImport,
  { texts }: OpenedFile,
  format: FileFormat,
  parts: ImportParts,
): Promise<void> {
  let batch = new Batch();
  let written: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = new Batch();
    await written;
    written = write(running, full, parts);
    // Thrown where it is awaited.
    written.catch(() => undefined);
  };
  for await (const found of format.read(texts)) {
    const row = renamed(found, format);
    if (row === null) continue;
    parts.tally.counts.read += 1;
    const checked = checkedRow(row, parts);
    if (checked === null) batch.read += 1;
    else if (!batch.add(checked)) {
      await flush();
      batch.add(checked);
    }
    if (batch.isFull) await flush();
  }
  await flush();
  await written;
}

async function write(running: RunningImport, batch: Batch, { imports, tally, progress }: ImportParts): Promise<void> {
  if (batch.read === 0) return;
  tally.add(await imports.merge(running, batch.rows, batch.read));
  progress.tell(tally.counts.read);
}

function checkedRow(found: FoundRow, { check, roles, tally }: ImportParts) {
  if ('reason' in found) {
    tally.reject(found.line, found.reason);
    return null;
  }
  try {
    return { line: found.line, row: check.read(found.columns, roles) };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    tally.reject(found.line, error.message);
    return null;
  }
}
