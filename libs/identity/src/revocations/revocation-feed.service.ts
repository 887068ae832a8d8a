import { Injectable } from '@nestjs/common';
import { Revocation } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';

/** One token that ended before its time. */
export interface RevokedToken {
  readonly tokenId: string;
  /** The token profile that it was made for. */
  readonly profile: string;
  /** From then on nobody needs to know. */
  readonly expiresAt: Date;
}

/** What a reader of the feed gets. */
export interface RevocationPage {
  readonly revoked: readonly RevokedToken[];
  /** What to ask with next time. */
  readonly cursor: RevocationCursor;
  /** Whether there is more right now. */
  readonly more: boolean;
}

/** Everything up to here was read: all of the transactions before `transaction`, and of that one the tokens up to `tokenId`. */
export interface RevocationCursor {
  readonly transaction: bigint;
  readonly tokenId: string | null;
}

/** Where a reader begins that knows nothing. */
export const FEED_START: RevocationCursor = { transaction: 0n, tokenId: null };

/** Rows as the query brings them. */
interface Row {
  readonly token_id: string;
  readonly profile: string;
  readonly expires_at: Date;
  readonly transaction_id: string;
}

const PAGE = 1000;

/** More unsettled rows than this in one page are cut: they come again anyway. */
const UNSETTLED = 10_000;

const NO_TOKEN = '00000000-0000-0000-0000-000000000000';

/**
 * Reads which tokens ended. Transactions become visible in another order than they began in, so a reader that follows
 * a sequence misses what commits late. Here the cursor only passes transactions that have no older one still running
 * (`pg_snapshot_xmin`); younger ones are told at once, and told again until they are settled.
 */
@Injectable()
export class RevocationFeed {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** What ended at an owner since a cursor. A cursor of another database's future begins anew: too much harms nobody. */
  async since(ownerId: number, since: RevocationCursor): Promise<RevocationPage> {
    const oldestRunning = await this.oldestRunning();
    const from = since.transaction > oldestRunning ? FEED_START : since;
    const settled = await this.read(ownerId, from, oldestRunning, PAGE);
    const last = settled.at(-1);
    if (settled.length === PAGE && last) return page(settled, afterRow(last), true);
    const unsettled = await this.read(ownerId, { transaction: oldestRunning, tokenId: null }, null, UNSETTLED);
    const isNews = settled.length > 0 || from !== since;
    return page([...settled, ...unsettled], isNews ? { transaction: oldestRunning, tokenId: null } : since, false);
  }

  private async oldestRunning(): Promise<bigint> {
    const [row] = await this.dataSource.query<readonly { xmin: string }[]>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin`,
    );
    if (!row) throw new Error('The database told no snapshot');
    return BigInt(row.xmin);
  }

  private read(ownerId: number, from: RevocationCursor, before: bigint | null, limit: number): Promise<readonly Row[]> {
    return this.dataSource
      .getRepository(Revocation)
      .createQueryBuilder('r')
      .select(['r.token_id AS token_id', 'r.profile AS profile'])
      .addSelect(['r.expires_at AS expires_at', 'r.transaction_id AS transaction_id'])
      .where('r.owner_id = :ownerId AND r.expires_at > :now', { ownerId, now: this.clock.now() })
      .andWhere('(r.transaction_id, r.token_id) > (:transaction, :tokenId)', {
        transaction: String(from.transaction),
        tokenId: from.tokenId ?? NO_TOKEN,
      })
      .andWhere(before === null ? 'TRUE' : 'r.transaction_id < :before', { before: String(before) })
      .orderBy('r.transaction_id')
      .addOrderBy('r.token_id')
      .limit(limit)
      .getRawMany<Row>();
  }
}

function afterRow({ transaction_id: transaction, token_id: tokenId }: Row): RevocationCursor {
  return { transaction: BigInt(transaction), tokenId };
}

function page(rows: readonly Row[], cursor: RevocationCursor, more: boolean): RevocationPage {
  const revoked = rows.map((row) => ({
    tokenId: row.token_id,
    profile: row.profile,
    expiresAt: new Date(row.expires_at),
  }));
  return { revoked, cursor, more };
}
