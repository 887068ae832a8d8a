import type { QueryResultRow } from 'pg';
import { defineQuery, type QueryParameter } from './prepared-query';
import { askedTable, GROUP_SIZES, type GroupedRow, type StatementForms } from './statement-forms';

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
 * one, and with it a transaction.
 *
 * @param columns the PostgreSQL type of each parameter of a request, by the name that it has in `asked`
 * @param text the statement, which selects `"groupIndex"` from the given table `asked` for each request that it served. It serves
 *   nothing where all columns are `NULL`. If it is shared, it must not wait for a row that another transaction has locked
 *   (`SKIP LOCKED`): it would delay the others, and two such statements could wait for each other. A request that a shared statement
 *   does not serve is sent alone afterwards
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
        text: text(askedTable(size, columns), true),
      }),
    })),
  };
  defined.push(write);
  return write;
}

/** Every shared write that the loaded modules define, for tests that check the plans. */
export function definedGroupedWrites(): readonly GroupedWrite<QueryResultRow, readonly QueryParameter[]>[] {
  return defined;
}
