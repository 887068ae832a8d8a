import { Injectable } from '@nestjs/common';
import { type Owner, Transactions, uniqueViolation, UserImport } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import type { ImportBatch } from './import-batch';
import { type BatchOutcome, NOTHING_READ, type RunningImport } from './running-import';
import { WriteBatch } from './write-batch.service';

/** What a file is recognised by, and how it is read. */
export type ImportedFile = Pick<UserImport, 'format' | 'fingerprint'>;

/** A user who registers at the same moment makes a batch fail; the next try finds that user. */
const TRIES = 5;

/** Writes the users of another system, batch by batch, each whole or not at all. No mail is sent. */
@Injectable()
export class ImportUsers {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly batches: WriteBatch,
  ) {}

  /** Begins an import of its own. */
  async begin(
    { id: ownerId }: Pick<Owner, 'id'>,
    file: ImportedFile,
    { conflict, isDry }: Pick<RunningImport, 'conflict' | 'isDry'>,
  ): Promise<RunningImport> {
    const { fingerprint } = file;
    const before = await this.transactions.run((manager) => manager.findBy(UserImport, { ownerId, fingerprint }));
    const running = { ownerId, conflict, isDry, sameFile: before.map(({ id }) => id), before: NOTHING_READ };
    if (isDry) return { ...running, id: 0, expectsNewUsers: false };
    return this.transactions.run(async (manager) => {
      const started = await manager.save(manager.create(UserImport, { ...file, ownerId, startedAt: this.clock.now() }));
      await this.audit.record(manager, { ownerId, event: 'users_imported', detail: `import:${started.id}` });
      // Users of a file that was imported before are here, as far as it came.
      return { ...running, id: started.id, expectsNewUsers: before.length === 0 };
    });
  }

  /** A batch to be filled. @param from rows of the file before it */
  openBatch(running: RunningImport, from: number): ImportBatch {
    return this.batches.open(running, from);
  }

  /**
   * Writes a batch, and counts it in the same transaction. Throws `ImportConflictError`, or `ImportTakenOverError` when
   * another process has written these rows; nothing is written then.
   * @param beforeCommit may still make it fail
   */
  async write(
    running: RunningImport,
    batch: ImportBatch,
    beforeCommit: (outcome: BatchOutcome) => void = () => undefined,
  ): Promise<BatchOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      const isCopied = running.expectsNewUsers && batch.mayBeCopied;
      try {
        const outcome = await this.transactions.run(async (manager) => {
          const way = isCopied ? 'copied' : 'merged';
          const written = await this.batches[way](manager, running, batch);
          beforeCommit(written);
          return written;
        });
        running.expectsNewUsers = !running.isDry && outcome.created === batch.staged.count;
        return outcome;
      } catch (error) {
        if (attempt === TRIES || uniqueViolation(error) === null) throw error;
        running.expectsNewUsers = false;
      }
    }
  }

  /** The last word on an import. */
  async finish({ id, isDry }: RunningImport): Promise<void> {
    const finishedAt = this.clock.now();
    if (!isDry) await this.transactions.run((manager) => manager.update(UserImport, { id }, { finishedAt }));
  }
}
