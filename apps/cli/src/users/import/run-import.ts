import type { Role } from '@portero/database';
import { type CheckRow, type ImportBatch, type ImportUsers, RowError, type RunningImport } from '@portero/identity';
import { type FileFormat, renamed } from './file-format';
import type { FoundRow } from './found-row';
import type { OpenedFile } from './open-file';
import type { Progress } from './progress';
import type { Tally } from './tally';

/** The parts of an import. */
export interface ImportParts {
  readonly check: CheckRow;
  readonly imports: ImportUsers;
  readonly roles: readonly Role[];
  readonly tally: Tally;
  readonly progress: Progress;
}

/**
 * Reads a file to its end, without the rows that were committed before. At most two batches are in memory: one that is read
 * while the other is written.
 */
export async function runImport(
  running: RunningImport,
  { texts }: OpenedFile,
  format: FileFormat,
  parts: ImportParts,
): Promise<void> {
  let batch = parts.imports.openBatch(running, running.before.read);
  let written: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = parts.imports.openBatch(running, full.from + full.read);
    await written;
    written = write(running, full, parts);
    // Thrown where it is awaited.
    written.catch(() => undefined);
  };
  let left = running.before.read;
  for await (const piece of format.read(texts)) {
    for (const found of piece) {
      const row = renamed(found, format);
      if (row === null) continue;
      if (left > 0) {
        left -= 1;
        continue;
      }
      if (!take(batch, row, parts)) {
        await flush();
        take(batch, row, parts);
      }
      if (batch.isFull) await flush();
    }
  }
  await flush();
  await written;
}

async function write(running: RunningImport, batch: ImportBatch, parts: ImportParts): Promise<void> {
  if (batch.read === 0) return;
  const { imports, tally, progress } = parts;
  const outcome = await imports.write(running, batch, (before) => {
    tally.writeDown(before);
  });
  tally.add(outcome, batch.read);
  progress.tell(tally.counts.read);
}

/** @returns `false` for a row whose user is in the batch already */
function take(batch: ImportBatch, found: FoundRow, { check, roles }: ImportParts): boolean {
  if ('reason' in found) {
    batch.reject(found.line, found.reason);
    return true;
  }
  try {
    return batch.add(found.line, check.read(found.columns, roles));
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    batch.reject(found.line, error.message);
    return true;
  }
}
