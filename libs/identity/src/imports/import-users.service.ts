import { Injectable } from '@nestjs/common';
import { type Owner, Transactions, uniqueViolation, UserImport } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import type { ImportBatch } from './import-batch';
import { type BatchOutcome, NOTHING_READ, type RunningImport } from './running-import';
import { WriteBatch } from './write-batch.service';

/** The data by which a file is recognised, and how it is read. */
export type ImportedFile = Pick<UserImport, 'format' | 'fingerprint'>;

/** If a user registers at the same moment, the batch fails; the next try finds that user. */
const TRIES = 5;

/** Imports the users of another system batch by batch, each all or nothing. No mail is sent. */
@Injectable()
export class ImportUsers {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly batches: WriteBatch,
  ) {}

  /** Begins a new import. */
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
      // If the file was imported before, some or all of its users exist already.
      return { ...running, id: started.id, expectsNewUsers: before.length === 0 };
    });
  }

  /** An empty batch. @param from the number of rows of the file before it */
  openBatch(running: RunningImport, from: number): ImportBatch {
    return this.batches.open(running, from);
  }

  /**
   * Writes a batch, and counts it in the same transaction. Throws `ImportConflictError`, or `ImportTakenOverError` when
   * another process has written these rows; nothing is written then.
   * @param beforeCommit may throw to roll the batch back
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

  /** Records the end of an import. */
  async finish({ id, isDry }: RunningImport): Promise<void> {
    const finishedAt = this.clock.now();
    if (!isDry) await this.transactions.run((manager) => manager.update(UserImport, { id }, { finishedAt }));
  }
}
