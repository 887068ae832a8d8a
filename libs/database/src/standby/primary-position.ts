import type { NamedStatement } from '../queries/prepared-query';
import { defineQuery } from '../queries/prepared-query';

/** The primary's log position at the time of the query. */
export interface Position {
  /** The end of its write-ahead log. Everything that was committed before the query lies before it. */
  readonly log: bigint;
  /** Identifies the server, which changes with a failover. */
  readonly server: string;
}

type PositionRow = { readonly log: string; readonly server: string };

/**
 * A commit is acknowledged when its record is flushed. With `synchronous_commit = off` it is acknowledged earlier, so
 * the insert position is used.
 */
export const PRIMARY_POSITION = defineQuery<PositionRow>({
  name: 'primary-position',
  text: `SELECT (CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
           ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn)::text AS log,
           extract(epoch FROM pg_postmaster_start_time())::text AS server`,
});

/** Runs a statement on the primary. */
type AskPrimary = (query: NamedStatement) => Promise<readonly PositionRow[]>;

/**
 * Queries the primary's position, one query at a time. Callers that arrive while a query is running share the next one,
 * because the running query's result may be too old for them.
 */
export class PrimaryPosition {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<Position> | null = null;

  constructor(private readonly ask: AskPrimary) {}

  /** A position that is queried after this call. Throws what the primary throws. */
  now(): Promise<Position> {
    return (this.next ??= this.askNext());
  }

  private async askNext(): Promise<Position> {
    await this.running;
    this.next = null;
    const asked = this.ask(PRIMARY_POSITION);
    this.running = asked.catch(() => undefined);
    const [row] = await asked;
    if (row === undefined) throw new Error('The primary did not say how far it is');
    return { log: BigInt(row.log), server: row.server };
  }
}
