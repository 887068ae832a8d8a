import { Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IMPORT_KEYS, type JudgedKey, type KeyOutcome } from './import-keys.query';
import type { BatchOutcome } from './running-import';
import type { NumberedKey } from './key-row';

const REASONS: Partial<Readonly<Record<KeyOutcome, string>>> = {
  no_user: 'no user has this externalId or email',
  two_users: 'externalId and email belong to different users',
  not_active: 'the user is disabled or was never verified',
  sessions_ended: 'all sessions of the user were ended after the key was made, or createdAt is absent',
};

/** Imports keys of a replaced back end, so that their holders need not log in again. */
@Injectable()
export class ImportKeys {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Records that an import begins. @param profile of the sessions of the keys */
  begin({ id: ownerId }: Pick<Owner, 'id'>, profile: string): Promise<void> {
    return this.transactions.run((manager) =>
      this.audit.record(manager, { ownerId, event: 'sessions_imported', detail: profile }),
    );
  }

  /** Writes keys, all or nothing; known ones are skipped. @param isDry only reports the outcomes */
  async add(
    { id: ownerId }: Pick<Owner, 'id'>,
    keys: readonly NumberedKey[],
    { profile, isDry }: { readonly profile: string; readonly isDry: boolean },
  ): Promise<BatchOutcome> {
    const json = JSON.stringify(keys.map(({ row }, n) => ({ n, ...row })));
    const judged = await this.transactions.run((manager) =>
      manager.query<JudgedKey[]>(IMPORT_KEYS, [ownerId, json, profile, this.clock.now(), !isDry]),
    );
    const count = (wanted: KeyOutcome): number => judged.filter(({ outcome }) => outcome === wanted).length;
    const rejected = judged.flatMap(({ n, outcome }) => {
      const reason = REASONS[outcome];
      return reason === undefined ? [] : [{ line: keys[n]?.line ?? 0, reason }];
    });
    return { created: count('created'), updated: 0, skipped: count('known'), rejected };
  }
}
