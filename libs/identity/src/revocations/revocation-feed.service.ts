import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { ROWS_BY_FORMAT } from './feed-rows';
import { oldestUnseen, parseSnapshot, type Snapshot } from './snapshot';

/** A token that ended before its expiry. */
export interface RevokedToken {
  readonly tokenId: string;
  /** The session that it belongs to, if that is known. */
  readonly sessionId: string | null;
  /** The token profile that it was made for. */
  readonly profile: string;
  /** From then on nobody needs to know. */
  readonly expiresAt: Date;
}

/** A session whose tokens that were issued before a given time have ended. */
export interface RevokedSession {
  readonly sessionId: string;
  readonly endedBefore: Date;
  /** From then on nobody needs to know. */
  readonly expiresAt: Date;
}

/** The format of ended sessions in the feed: an entry per session, or per token as in the first release. */
export type FeedFormat = 'session' | 'jti';

/** A page of the feed. */
export interface RevocationPage {
  readonly revoked: readonly (RevokedToken | RevokedSession)[];
  /** The cursor for the next request. */
  readonly cursor: RevocationCursor;
  /** Whether there are more entries now. */
  readonly more: boolean;
}

/** The progress of a reader: everything of the transactions in `seen`, and the rows of the current pass up to a place. */
export interface RevocationCursor {
  readonly seen: Snapshot;
  /** `null` between two passes. */
  readonly pass: RevocationPass | null;
}

/** A pass over all rows that are not in `seen`, page by page. */
export interface RevocationPass {
  /** What the reader has seen after the pass: the snapshot at its beginning. */
  readonly until: Snapshot;
  readonly after: { readonly transaction: bigint; readonly tokenId: string };
}

/** The start of a new reader. */
export const FEED_START: RevocationCursor = { seen: { xmax: 0n, running: [] }, pass: null };

/** Rows of the query. */
interface Row {
  readonly token_id: string;
  readonly session_id: string | null;
  readonly ended_before: Date | null;
  readonly profile: string;
  readonly expires_at: Date;
  readonly transaction_id: string;
}

const PAGE = 1000;

/**
 * Reads which tokens ended. Transactions may commit in a different order than they began, so a reader that follows a
 * sequence would miss rows that are committed late. A cursor therefore contains which transactions were visible
 * (`pg_current_snapshot`), and a reader gets the rows of all others. A long transaction on the server neither hides nor
 * repeats a row.
 */
@Injectable()
export class RevocationFeed {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The tokens and sessions of an owner that ended since a cursor. A cursor from the future, for example of another
   * database, starts again: repeated entries do no harm.
   */
  async since(ownerId: number, since: RevocationCursor, format: FeedFormat = 'session'): Promise<RevocationPage> {
    const now = await this.snapshot();
    const isOfThisDatabase = since.seen.xmax <= now.xmax && (since.pass?.until.xmax ?? 0n) <= now.xmax;
    const from = isOfThisDatabase ? since : FEED_START;
    const until = from.pass?.until ?? now;
    const rows = await this.read(ownerId, from, format);
    const last = rows.at(-1);
    if (rows.length === PAGE && last) {
      const after = { transaction: BigInt(last.transaction_id), tokenId: last.token_id };
      return page(rows, { seen: from.seen, pass: { until, after } }, true);
    }
    // If the cursor stays the same, an unchanged answer can be a 304.
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

  private read(ownerId: number, { seen, pass }: RevocationCursor, format: FeedFormat): Promise<readonly Row[]> {
    const after = pass?.after ?? null;
    return this.dataSource.query<Row[]>(
      `SELECT r.* FROM (${ROWS_BY_FORMAT[format]}) r
       WHERE $6::bigint IS NULL OR (r.transaction_id, r.token_id) > ($6::bigint, $7::uuid)
       ORDER BY r.transaction_id, r.token_id LIMIT ${PAGE}`,
      [
        ownerId,
        this.clock.now(),
        String(oldestUnseen(seen)),
        String(seen.xmax),
        seen.running.map(String),
        after && String(after.transaction),
        after && after.tokenId,
      ],
    );
  }
}

function page(rows: readonly Row[], cursor: RevocationCursor, more: boolean): RevocationPage {
  return { revoked: rows.map(revokedBy), cursor, more };
}

function revokedBy(row: Row): RevokedToken | RevokedSession {
  const { token_id: tokenId, session_id: sessionId, profile } = row;
  const expiresAt = new Date(row.expires_at);
  if (row.ended_before === null) return { tokenId, sessionId, profile, expiresAt };
  return { sessionId: tokenId, endedBefore: new Date(row.ended_before), expiresAt };
}
