import type { NamedStatement } from '../queries/prepared-query';
import { defineQuery } from '../queries/prepared-query';

/** How far the primary was when it was asked. */
export interface Position {
  /** Where its write-ahead log ended: what was committed before the question lies before it. */
  readonly log: bigint;
  /** Which server answered: another one after a failover. */
  readonly server: string;
}

type PositionRow = { readonly log: string; readonly server: string };

/**
 * A commit is acknowledged when its record is flushed. With `synchronous_commit = off` it is acknowledged before, and the end
 * of what is only inserted counts.
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
 * Asks the primary how far it is, one question at a time: all who want to know while one is under way share the next one. The
 * answer of a question that was sent before somebody came would be too old for them.
 */
export class PrimaryPosition {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<Position> | null = null;

  constructor(private readonly ask: AskPrimary) {}

  /** A position that is asked for after this call. Throws what the primary throws. */
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
