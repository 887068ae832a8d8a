import { Injectable } from '@nestjs/common';
import { Transactions, UserImport } from '@portero/database';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { DELETE_UNUSED } from './merge-rows.query';

/** The result of undoing: users that were deleted, and users of the import that are in use. */
export interface UndoneImport {
  readonly removed: number;
  readonly kept: number;
}

/** The number of ids that one transaction reads. */
const STEP = 5000;

/** Deletes the users that an import created and that were never used since. */
@Injectable()
export class UndoImport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** The import with an id; `null` when there is none. */
  async find(id: number): Promise<UserImport | null> {
    return this.dataSource.getRepository(UserImport).findOneBy({ id });
  }

  /** May be repeated: users that are in use now may not be in use then. */
  async undo({ id, ownerId, firstUserId, lastUserId }: UserImport): Promise<UndoneImport> {
    const [first, last] = [firstUserId ?? 1, lastUserId ?? 0];
    let removed = 0;
    for (let from = first, to: number | null; (to = await this.endOfStep(from, last)) !== null; from = to + 1) {
      const end = to;
      removed += await this.transactions.run(async (manager) => {
        const [rows] = await manager.query<[unknown[], number]>(DELETE_UNUSED, [ownerId, id, from, end]);
        return rows.length;
      });
    }
    await this.transactions.run(async (manager) => {
      await manager.update(UserImport, { id }, { undoneAt: this.clock.now() });
      await this.audit.record(manager, { ownerId, event: 'user_import_undone', detail: `import:${id}` });
    });
    const kept = await this.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM users WHERE import_id = $1 AND owner_id = $2 AND id BETWEEN $3 AND $4',
      [id, ownerId, first, last],
    );
    return { removed, kept: kept[0]?.count ?? 0 };
  }

  /** The last id of the next users; `null` when there are none. There may be gaps of hundreds of millions between ids. */
  private async endOfStep(from: number, last: number): Promise<number | null> {
    const [step] = await this.dataSource.query<[{ to: number | null }]>(
      'SELECT max(id) AS to FROM (SELECT id FROM users WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3) AS next',
      [from, last, STEP],
    );
    return step.to;
  }
}
