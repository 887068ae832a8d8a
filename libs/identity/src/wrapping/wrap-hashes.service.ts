import { Inject, Injectable } from '@nestjs/common';
import { type Owner, Queries, Transactions } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { LabelHash } from '../passwords/foreign/label-hash.service';
import { LIVE_FORMATS } from '../passwords/foreign/live-formats.query';
import { isWeakLabel } from '../passwords/foreign/weak-formats';
import { COUNT_WEAK, FIND_WEAK, type WeakRow, WRITE_WRAPPED } from './wrap-hashes.query';

/** Users with a weak hash of one format. */
export interface WeakCount {
  readonly label: string;
  readonly users: number;
}

/** The result for weak hashes. `left` were changed meanwhile, or cannot be wrapped. */
export interface WrappedCount {
  readonly wrapped: number;
  readonly left: number;
}

/** The number of hashes per write, which are lost if the process is killed. */
const BATCH = 100;

type Wrapped = readonly [id: number, old: string, hash: string, label: string];

/**
 * Puts argon2id around the weak hashes of an owner's users, so that stolen hashes cannot be guessed quickly. The right
 * password still matches, and the next log-in replaces the hash by one of ours. The process may be killed and restarted
 * at any time.
 */
@Injectable()
export class WrapHashes {
  constructor(
    private readonly queries: Queries,
    private readonly transactions: Transactions,
    private readonly hashes: LabelHash,
    private readonly audit: AuditLog,
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
  ) {}

  /** The weak hashes of an owner, by format. */
  async weakAt({ id }: Pick<Owner, 'id'>): Promise<readonly WeakCount[]> {
    const labels = await this.weakLabelsAt(id);
    return labels.length === 0 ? [] : this.transactions.run((manager) => manager.query(COUNT_WEAK, [id, labels]));
  }

  /**
   * Wraps the weak hashes. The audit log gets one event, written together with the first hashes.
   * @param tell is called after each batch with the counts so far
   */
  async wrapAt({ id: ownerId }: Pick<Owner, 'id'>, tell: (count: WrappedCount) => void): Promise<WrappedCount> {
    const labels = await this.weakLabelsAt(ownerId);
    let count: WrappedCount = { wrapped: 0, left: 0 };
    for (let last = 0; ;) {
      const rows = await this.transactions.run((manager) =>
        manager.query<WeakRow[]>(FIND_WEAK, [ownerId, labels, last, BATCH]),
      );
      const newest = rows.at(-1);
      if (newest === undefined) return count;
      last = newest.id;
      const written = await this.write(ownerId, await this.wrapped(rows), count.wrapped === 0);
      count = { wrapped: count.wrapped + written, left: count.left + rows.length - written };
      tell(count);
    }
  }

  private async weakLabelsAt(ownerId: number): Promise<readonly string[]> {
    const live = await this.queries.run(LIVE_FORMATS, [ownerId]);
    return live.map(({ label }) => label).filter(isWeakLabel);
  }

  /** As many at once as simultaneous log-ins. */
  private async wrapped(rows: readonly WeakRow[]): Promise<readonly Wrapped[]> {
    const waiting = [...rows];
    const made: Wrapped[] = [];
    const work = async (): Promise<void> => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        const wrapped = await this.hashes.wrap(row.password_hash);
        if (wrapped !== null) made.push([row.id, row.password_hash, wrapped.hash, wrapped.label]);
      }
    };
    await Promise.all(Array.from({ length: this.policy.hashing.concurrency }, work));
    return made;
  }

  private async write(ownerId: number, wrapped: readonly Wrapped[], isFirst: boolean): Promise<number> {
    if (wrapped.length === 0) return 0;
    const columns = [0, 1, 2, 3].map((at) => wrapped.map((each) => each[at]));
    return this.transactions.run(async (manager) => {
      const [rows] = await manager.query<[unknown[], number]>(WRITE_WRAPPED, columns);
      if (isFirst && rows.length > 0) await this.audit.record(manager, { ownerId, event: 'hashes_wrapped' });
      return rows.length;
    });
  }
}
