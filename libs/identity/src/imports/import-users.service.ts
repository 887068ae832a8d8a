import { Inject, Injectable } from '@nestjs/common';
import { type Owner, stageRows, Transactions, uniqueViolation, UserImport } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { DEFAULT_ROLE_ID } from '../roles/roles.service';
import { EndOutdated } from './end-outdated.service';
import { type ImportBatch, STAGED_ROWS } from './import-batch';
import { type ConflictPolicy, ImportConflictError, ImportTakenOverError, type Rejection } from './import-row';
import {
  COUNT_BATCH,
  LABEL_UPDATED_HASHES,
  MERGE_ROWS,
  type MergedBatch,
  type MergedRow,
  PREPARE_BATCH,
} from './merge-rows.query';

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

/** What a file is recognised by, and how it is read. */
export type ImportedFile = Pick<UserImport, 'format' | 'fingerprint'>;

const NOTHING: ImportCounts = { read: 0, created: 0, updated: 0, skipped: 0, rejected: 0 };

const REASONS: Partial<Readonly<Record<MergedRow['outcome'], string>>> = {
  two_users: 'externalId, email and username belong to different users',
  name_taken: 'the username belongs to somebody who registered it with another e-mail',
  account_taken: 'an external account belongs to another user',
  other_external_id: 'the user has another externalId',
};

/** A user who registers at the same moment makes a batch fail; the next try finds that user. */
const TRIES = 5;

/** Writes the users of another system, batch by batch, each whole or not at all. No mail is sent. */
@Injectable()
export class ImportUsers {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly outdated: EndOutdated,
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
  ) {}

  /** Begins an import of its own. */
  async begin(
    { id: ownerId }: Pick<Owner, 'id'>,
    file: ImportedFile,
    { conflict, isDry }: Pick<RunningImport, 'conflict' | 'isDry'>,
  ): Promise<RunningImport> {
    const { fingerprint } = file;
    const before = await this.transactions.run((manager) => manager.findBy(UserImport, { ownerId, fingerprint }));
    const running = { ownerId, conflict, isDry, sameFile: before.map(({ id }) => id), before: NOTHING };
    if (isDry) return { ...running, id: 0 };
    return this.transactions.run(async (manager) => {
      const started = await manager.save(manager.create(UserImport, { ...file, ownerId, startedAt: this.clock.now() }));
      await this.audit.record(manager, { ownerId, event: 'users_imported', detail: `import:${started.id}` });
      return { ...running, id: started.id };
    });
  }

  /**
   * Merges a batch, and counts it in the same transaction. Throws `ImportConflictError`, or `ImportTakenOverError` when
   * another process has merged these rows; nothing is written then.
   * @param beforeCommit may still make it fail
   */
  async merge(
    running: RunningImport,
    batch: ImportBatch,
    beforeCommit: (outcome: BatchOutcome) => void = () => undefined,
  ): Promise<BatchOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.transactions.run(async (manager) => {
          const outcome = await this.mergeWithin(manager, running, batch);
          beforeCommit(outcome);
          return outcome;
        });
      } catch (error) {
        if (attempt === TRIES || uniqueViolation(error) === null) throw error;
      }
    }
  }

  /** The last word on an import. */
  async finish({ id, isDry }: RunningImport): Promise<void> {
    const finishedAt = this.clock.now();
    if (!isDry) await this.transactions.run((manager) => manager.update(UserImport, { id }, { finishedAt }));
  }

  private async mergeWithin(
    manager: EntityManager,
    { ownerId, id, conflict, isDry, sameFile }: RunningImport,
    batch: ImportBatch,
  ): Promise<BatchOutcome> {
    await manager.query(PREPARE_BATCH);
    await stageRows(manager, STAGED_ROWS, batch.staged);
    const [merged] = await manager.query<[MergedBatch]>(MERGE_ROWS, [
      ...[ownerId, conflict, id, sameFile, this.clock.now(), !isDry],
      ...[this.policy.defaultCountry, DEFAULT_ROLE_ID],
    ]);
    const outcome = outcomeOf(batch, merged);
    if (isDry) return outcome;
    await relabel(manager, merged.others);
    await this.outdated.within(manager, merged.others);
    await count(manager, id, batch, { outcome, merged });
    return outcome;
  }
}

function outcomeOf(batch: ImportBatch, { created, skipped, others }: MergedBatch): BatchOutcome {
  const rejected = [...batch.rejected];
  for (const { n, outcome } of others) {
    const line = batch.lines[n] ?? 0;
    if (outcome === 'conflict') throw new ImportConflictError(line);
    const reason = REASONS[outcome];
    if (reason !== undefined) rejected.push({ line, reason });
  }
  rejected.sort((one, other) => one.line - other.line);
  return { created, updated: others.filter(({ outcome }) => outcome === 'updated').length, skipped, rejected };
}

async function relabel(manager: EntityManager, others: readonly MergedRow[]): Promise<void> {
  const updated = others.filter(({ outcome }) => outcome === 'updated');
  if (updated.length === 0) return;
  await manager.query(LABEL_UPDATED_HASHES, [updated.map(({ n }) => n), updated.map(({ id }) => id)]);
}

async function count(
  manager: EntityManager,
  id: number,
  { from, read }: ImportBatch,
  { outcome, merged }: { readonly outcome: BatchOutcome; readonly merged: MergedBatch },
): Promise<void> {
  const { created, updated, skipped, rejected } = outcome;
  const [counted] = await manager.query<[unknown[], number]>(COUNT_BATCH, [
    ...[id, from, read, created, updated, skipped, rejected.length],
    ...[merged.first_id, merged.last_id],
  ]);
  if (counted.length === 0) throw new ImportTakenOverError();
}
