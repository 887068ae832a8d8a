import { Inject, Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { DataSource } from 'typeorm';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { LabelHash } from '../passwords/foreign/label-hash.service';
import { COUNT_WEAK, FIND_WEAK, WEAK_LABELS, type WeakRow, WRITE_WRAPPED } from './wrap-hashes.query';

/** Users with a weak hash of one format. */
export interface WeakCount {
  readonly label: string;
  readonly users: number;
}

/** What became of weak hashes. `left` were changed meanwhile, or cannot be wrapped. */
export interface WrappedCount {
  readonly wrapped: number;
  readonly left: number;
}

/** Hashes between two writes: what is lost when the process is killed. */
const BATCH = 100;

type Wrapped = readonly [id: number, old: string, hash: string, label: string];

/**
 * Puts argon2id around the weak hashes of an owner's users, so that whoever steals them cannot guess quickly. The right
 * password still fits, and the next log-in makes the hash ours. It may be killed and begun again at any moment.
 */
@Injectable()
export class WrapHashes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly hashes: LabelHash,
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
  ) {}

  /** What is weak at an owner, by format. */
  weakAt({ id }: Pick<Owner, 'id'>): Promise<readonly WeakCount[]> {
    return this.dataSource.query<WeakCount[]>(COUNT_WEAK, [id, WEAK_LABELS]);
  }

  /** @param tell called after each batch with the counts so far */
  async wrapAt({ id: ownerId }: Pick<Owner, 'id'>, tell: (count: WrappedCount) => void): Promise<WrappedCount> {
    let count: WrappedCount = { wrapped: 0, left: 0 };
    for (let last = 0; ;) {
      const rows = await this.dataSource.query<WeakRow[]>(FIND_WEAK, [ownerId, WEAK_LABELS, last, BATCH]);
      const newest = rows.at(-1);
      if (newest === undefined) return count;
      last = newest.id;
      const written = await this.write(await this.wrapped(rows));
      count = { wrapped: count.wrapped + written, left: count.left + rows.length - written };
      tell(count);
    }
  }

  /** As many at once as there may be log-ins. */
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

  private async write(wrapped: readonly Wrapped[]): Promise<number> {
    if (wrapped.length === 0) return 0;
    const columns = [0, 1, 2, 3].map((at) => wrapped.map((each) => each[at]));
    return this.transactions.run(async (manager) => {
      const [rows] = await manager.query<[unknown[], number]>(WRITE_WRAPPED, columns);
      return rows.length;
    });
  }
}
