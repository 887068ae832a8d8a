import type { QueryResultRow } from 'pg';
import { defineQuery, type QueryParameter } from './prepared-query';
import { askedTable, GROUP_SIZES, type GroupedRow, type StatementForms } from './statement-forms';

/**
 * How long a shared statement waits for a lock. Its requests are sent alone afterwards, so that nobody waits longer for what concerns
 * another request. It takes less time itself.
 */
const LOCK_WAIT_MS = 20;

/** A statement that writes for one request, and its forms that write for several at once, each as it would alone. */
export interface GroupedWrite<
  Row extends QueryResultRow,
  Request extends readonly QueryParameter[],
> extends StatementForms<Row, Request> {
  /** The PostgreSQL type of each parameter of a request. */
  readonly types: readonly string[];
}

const defined: GroupedWrite<QueryResultRow, readonly QueryParameter[]>[] = [];

/**
 * Defines a statement that writes what a request asks for, all or nothing, like {@link defineQuery}. Simultaneous requests share
 * one, and with it a transaction. What a shared statement does not serve is sent alone afterwards.
 *
 * A shared statement should leave out the rows that another transaction has locked (`SKIP LOCKED`), because it would delay the other
 * requests. Where it has to wait for a lock nevertheless (a foreign key, a trigger, an index), it fails after 20 ms, and all of its
 * requests are sent alone.
 *
 * @param columns the PostgreSQL type of each parameter of a request, by the name that it has in `asked`
 * @param text the statement, which reads the requests from the given table `asked` and selects `"groupIndex"` for each that it served.
 *   It must serve nothing where all columns are `NULL`
 * @throws TypeError for a malformed name, and for a name that another statement has
 */
export function defineGroupedWrite<Row extends QueryResultRow, Request extends readonly QueryParameter[]>({
  name,
  columns,
  text,
}: {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly text: (asked: string, isShared: boolean) => string;
}): GroupedWrite<Row, Request> {
  const types = Object.values(columns);
  const write: GroupedWrite<Row, Request> = {
    types,
    width: types.length,
    single: defineQuery<Row, Request>({ name, text: text(askedTable(1, columns), false) }),
    groups: GROUP_SIZES.map((size) => ({
      size,
      query: defineQuery<Row & GroupedRow, readonly QueryParameter[]>({
        name: `${name}-${size}`,
        text: text(withLockLimit(askedTable(size, columns)), true),
      }),
    })),
  };
  defined.push(write);
  return write;
}

/** SQL for the same table, which limits the waits for locks until the transaction ends. PostgreSQL evaluates the subquery first. */
function withLockLimit(asked: string): string {
  return `(SELECT * FROM ${asked} WHERE (SELECT set_config('lock_timeout', '${LOCK_WAIT_MS}', true)) IS NOT NULL) asked`;
}

/** Every shared write that the loaded modules define, for tests that check the plans. */
export function definedGroupedWrites(): readonly GroupedWrite<QueryResultRow, readonly QueryParameter[]>[] {
  return defined;
}
