import { Inject, Injectable } from '@nestjs/common';
import { type Owner, Transactions, uniqueViolation, UserImport } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { DEFAULT_ROLE_ID } from '../roles/roles.service';
import { EndOutdated } from './end-outdated.service';
import { type ConflictPolicy, ImportConflictError, type NumberedRow } from './import-row';
import { LABEL_UPDATED_HASHES, MERGE_ROWS, type MergedRow, type MergeOutcome } from './merge-rows.query';

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
}

/** What became of a batch. */
export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

const REASONS: Partial<Readonly<Record<MergeOutcome, string>>> = {
  two_users: 'externalId, email and username belong to different users',
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

  /** @param file its format, and what it is recognised by */
  async begin(
    { id: ownerId }: Pick<Owner, 'id'>,
    file: Pick<UserImport, 'format' | 'fingerprint'>,
    { conflict, isDry }: Pick<RunningImport, 'conflict' | 'isDry'>,
  ): Promise<RunningImport> {
    const { fingerprint } = file;
    const before = await this.transactions.run((manager) => manager.findBy(UserImport, { ownerId, fingerprint }));
    const running = { ownerId, conflict, isDry, sameFile: before.map(({ id }) => id) };
    if (isDry) return { ...running, id: 0 };
    return this.transactions.run(async (manager) => {
      const started = await manager.save(manager.create(UserImport, { ...file, ownerId, startedAt: this.clock.now() }));
      await this.audit.record(manager, { ownerId, event: 'users_imported', detail: `import:${started.id}` });
      return { ...running, id: started.id };
    });
  }

  /**
   * Merges rows of which no two name the same user. Throws `ImportConflictError`, and writes nothing then.
   * @param read rows of the file that the batch stands for: those that were rejected before are among them
   */
  async merge(running: RunningImport, rows: readonly NumberedRow[], read: number): Promise<BatchOutcome> {
    const json = JSON.stringify(rows.map(({ row }, n) => ({ n, ...row })));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.transactions.run((manager) => this.mergeWithin(manager, running, { rows, json, read }));
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
    running: RunningImport,
    { rows, json, read }: { readonly rows: readonly NumberedRow[]; readonly json: string; readonly read: number },
  ): Promise<BatchOutcome> {
    const { ownerId, id, conflict, isDry, sameFile } = running;
    const merged = await manager.query<MergedRow[]>(MERGE_ROWS, [
      ...[ownerId, json, conflict, id, sameFile],
      ...[this.clock.now(), !isDry, this.policy.defaultCountry, DEFAULT_ROLE_ID],
    ]);
    const outcome = summed(rows, merged);
    if (isDry) return outcome;
    await relabel(manager, rows, merged);
    await this.outdated.within(manager, merged);
    await count(manager, id, outcome, { read, before: read - rows.length, ids: createdIds(merged) });
    return outcome;
  }
}

function summed(rows: readonly NumberedRow[], merged: readonly MergedRow[]): BatchOutcome {
  const counts = { created: 0, updated: 0, skipped: 0 };
  const rejected: { line: number; reason: string }[] = [];
  for (const { n, outcome } of merged) {
    const line = rows[n]?.line ?? 0;
    const reason = REASONS[outcome];
    if (outcome === 'conflict') throw new ImportConflictError(line);
    if (reason !== undefined) rejected.push({ line, reason });
    if (outcome === 'created' || outcome === 'updated' || outcome === 'skipped') counts[outcome] += 1;
  }
  return { ...counts, rejected };
}

function createdIds(merged: readonly MergedRow[]): number[] {
  return merged.flatMap(({ id, outcome }) => (outcome === 'created' && id !== null ? [id] : []));
}

async function relabel(
  manager: EntityManager,
  rows: readonly NumberedRow[],
  merged: readonly MergedRow[],
): Promise<void> {
  const labelled = merged.flatMap(({ n, id, outcome }) => {
    const row = rows[n]?.row;
    return outcome === 'updated' && row?.foreign_hash ? [{ id, hash: row.password_hash, label: row.foreign_hash }] : [];
  });
  if (labelled.length === 0) return;
  await manager.query(LABEL_UPDATED_HASHES, [
    labelled.map(({ id }) => id),
    labelled.map(({ hash }) => hash),
    labelled.map(({ label }) => label),
  ]);
}

async function count(
  manager: EntityManager,
  id: number,
  { created, updated, skipped, rejected }: BatchOutcome,
  { read, before, ids }: { readonly read: number; readonly before: number; readonly ids: readonly number[] },
): Promise<void> {
  await manager.query(
    `UPDATE user_imports SET read = read + $2::int, created = created + $3::int, updated = updated + $4::int,
       skipped = skipped + $5::int, rejected = rejected + $6::int,
       first_user_id = LEAST(first_user_id, $7::int), last_user_id = GREATEST(last_user_id, $8::int) WHERE id = $1`,
    [id, read, created, updated, skipped, rejected.length + before, ids[0] ?? null, ids.at(-1) ?? null],
  );
}
