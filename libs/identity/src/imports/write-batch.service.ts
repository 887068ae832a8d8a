import { Inject, Injectable } from '@nestjs/common';
import { appendRows, stageRows } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Randomness } from '../randomness';
import { DEFAULT_ROLE_ID } from '../roles/roles.service';
import { COPIED, PREPARE_COPY, RAISE_IDS } from './copy-users.query';
import { EndOutdated } from './end-outdated.service';
import { ImportBatch } from './import-batch';
import { NEW_USERS, STAGED_ROWS } from './import-columns';
import { ImportConflictError, ImportTakenOverError } from './import-row';
import {
  COUNT_BATCH,
  LABEL_UPDATED_HASHES,
  MERGE_ROWS,
  type MergedBatch,
  type MergedRow,
  PREPARE_BATCH,
} from './merge-rows.query';
import type { BatchOutcome, RunningImport } from './running-import';

const REASONS: Partial<Readonly<Record<MergedRow['outcome'], string>>> = {
  two_users: 'externalId, email and username belong to different users',
  name_taken: 'the username belongs to somebody who registered it with another e-mail',
  account_taken: 'an external account belongs to another user',
  other_external_id: 'the user has another externalId',
};

/** Writes a batch in the transaction of the caller, and counts it. */
@Injectable()
export class WriteBatch {
  constructor(
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly outdated: EndOutdated,
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
  ) {}

  /** An empty batch. @param from the number of rows of the file before it */
  open({ ownerId, id, isDry }: RunningImport, from: number): ImportBatch {
    if (isDry) return new ImportBatch(from);
    return new ImportBatch(from, {
      ...{ ownerId, importId: id, now: this.clock.now(), uuid: () => this.randomness.uuid() },
      ...{ roleId: DEFAULT_ROLE_ID, countryCode: this.policy.defaultCountry },
    });
  }

  /** Copies users into their table. A unique violation means that one of them exists. */
  async copied(manager: EntityManager, { id, ownerId }: RunningImport, batch: ImportBatch): Promise<BatchOutcome> {
    const [{ first_id }] = await manager.query<[{ first_id: number }]>(PREPARE_COPY, [ownerId, batch.roleIds]);
    await appendRows(manager, NEW_USERS, batch.newUsers);
    const [{ last_id }] = await manager.query<[{ last_id: number }]>(COPIED);
    if (batch.highestExternalId > last_id) await manager.query(RAISE_IDS, [`${batch.highestExternalId}`]);
    const merged: MergedBatch = { created: batch.newUsers.count, skipped: 0, first_id, last_id, others: [] };
    const outcome = outcomeOf(batch, merged);
    await count(manager, id, batch, { outcome, merged });
    return outcome;
  }

  /** Looks up which users exist, and merges row by row. */
  async merged(
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
