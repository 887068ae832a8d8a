import { Injectable } from '@nestjs/common';
import { Revocation } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { oldestUnseen, parseSnapshot, type Snapshot } from './snapshot';

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

/** What a reader has got: everything of the transactions in `seen`, and of the present pass the rows up to a place. */
export interface RevocationCursor {
  readonly seen: Snapshot;
  /** `null` between two passes. */
  readonly pass: RevocationPass | null;
}

/** A walk over all rows that are not in `seen`, page by page. */
export interface RevocationPass {
  /** What the reader has seen when the pass is over: the snapshot at its beginning. */
  readonly until: Snapshot;
  readonly after: { readonly transaction: bigint; readonly tokenId: string };
}

/** Where a reader begins that knows nothing. */
export const FEED_START: RevocationCursor = { seen: { xmax: 0n, running: [] }, pass: null };

/** Rows as the query brings them. */
interface Row {
  readonly token_id: string;
  readonly profile: string;
  readonly expires_at: Date;
  readonly transaction_id: string;
}

const PAGE = 1000;

/**
 * Reads which tokens ended. Transactions become visible in another order than they began in, so a reader that follows
 * a sequence misses what commits late. A cursor here says which transactions were visible (`pg_current_snapshot`), and a
 * reader gets the rows of all others: a long transaction anywhere on the server neither hides a row nor repeats one.
 */
@Injectable()
export class RevocationFeed {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** What ended at an owner since a cursor. A cursor of another database's future begins anew: too much harms nobody. */
  async since(ownerId: number, since: RevocationCursor): Promise<RevocationPage> {
    const now = await this.snapshot();
    const isOfThisDatabase = since.seen.xmax <= now.xmax && (since.pass?.until.xmax ?? 0n) <= now.xmax;
    const from = isOfThisDatabase ? since : FEED_START;
    const until = from.pass?.until ?? now;
    const rows = await this.read(ownerId, from);
    const last = rows.at(-1);
    if (rows.length === PAGE && last) {
      const after = { transaction: BigInt(last.transaction_id), tokenId: last.token_id };
      return page(rows, { seen: from.seen, pass: { until, after } }, true);
    }
    // A cursor that stays the same lets an unchanged answer be 304.
    const isNews = rows.length > 0 || from !== since || from.pass !== null;
    return page(rows, isNews ? { seen: until, pass: null } : since, false);
  }

  private async snapshot(): Promise<Snapshot> {
    const [row] = await this.dataSource.query<readonly { snapshot: string }[]>(
      `SELECT pg_current_snapshot()::text AS snapshot`,
    );
    if (!row) throw new Error('The database told no snapshot');
    return parseSnapshot(row.snapshot);
  }

  private read(ownerId: number, { seen, pass }: RevocationCursor): Promise<readonly Row[]> {
    const query = this.dataSource
      .getRepository(Revocation)
      .createQueryBuilder('r')
      .select(['r.token_id AS token_id', 'r.profile AS profile'])
      .addSelect(['r.expires_at AS expires_at', 'r.transaction_id AS transaction_id'])
      .where('r.owner_id = :ownerId AND r.expires_at > :now', { ownerId, now: this.clock.now() })
      .andWhere('r.transaction_id >= :oldest', { oldest: String(oldestUnseen(seen)) })
      .andWhere('(r.transaction_id >= :xmax OR r.transaction_id = ANY(CAST(:running AS bigint[])))', {
        xmax: String(seen.xmax),
        running: seen.running.map(String),
      });
    if (pass !== null) {
      const { transaction, tokenId } = pass.after;
      query.andWhere('(r.transaction_id, r.token_id) > (:transaction, :tokenId)', {
        transaction: String(transaction),
        tokenId,
      });
    }
    return query.orderBy('r.transaction_id').addOrderBy('r.token_id').limit(PAGE).getRawMany<Row>();
  }
}

function page(rows: readonly Row[], cursor: RevocationCursor, more: boolean): RevocationPage {
  const revoked = rows.map((row) => ({
    tokenId: row.token_id,
    profile: row.profile,
    expiresAt: new Date(row.expires_at),
  }));
  return { revoked, cursor, more };
}
