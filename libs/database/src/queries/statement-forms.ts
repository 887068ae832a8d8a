import type { QueryResultRow } from 'pg';
import type { PreparedQuery, QueryParameter } from './prepared-query';

/** A row of a group, with the number of the call that it answers. */
export type GroupedRow = { readonly groupIndex: number };

/** A statement that answers one call, and its forms that answer several at once. */
export interface StatementForms<
  Row extends QueryResultRow,
  Asked extends readonly QueryParameter[] = readonly QueryParameter[],
> {
  readonly single: PreparedQuery<Row, Asked>;
  /** By the number of calls, the smallest first. A group that is not full is filled up with `NULL`, which finds nothing. */
  readonly groups: readonly {
    readonly size: number;
    readonly query: PreparedQuery<Row & GroupedRow, readonly QueryParameter[]>;
  }[];
  /** The number of parameters of a call. */
  readonly width: number;
}

/** Few sizes, because each is a statement that PostgreSQL plans and keeps for each connection. */
export const GROUP_SIZES = [2, 4, 8] as const;

/** The most calls that one statement answers. */
export const LARGEST_GROUP = GROUP_SIZES[2];

/**
 * SQL for a table of what the calls of a statement ask, one row for each, with the number of the call as `index`:
 * `(VALUES (0, $1::uuid), (1, $2::uuid)) asked (index, id)`.
 *
 * @param columns the PostgreSQL type of each column by its name, in the order of a call's parameters
 */
export function askedTable(size: number, columns: Readonly<Record<string, string>>): string {
  const types = Object.values(columns);
  const rows = Array.from({ length: size }, (_, call) => {
    const values = types.map((type, index) => `$${call * types.length + index + 1}::${type}`);
    return `(${[call, ...values].join(', ')})`;
  });
  return `(VALUES ${rows.join(', ')}) asked (${['index', ...Object.keys(columns)].join(', ')})`;
}
