import type { QueryResultRow } from 'pg';

/** A value that pg sends as a parameter. Arrays go to `ANY($1)` and `unnest($1)`; a `Buffer` is `bytea`. */
export type QueryParameter =
  string | number | boolean | Date | Buffer | null | readonly (string | number | boolean | Date | Buffer | null)[];

/** Carries the types of a query for the compiler; it has no value at run time. */
declare const TYPES: unique symbol;

/** A statement without the types of its parameters and rows. */
export interface NamedStatement {
  /** The name of the prepared statement in PostgreSQL. */
  readonly name: string;
  readonly text: string;
}

/** An SQL statement, its row type, and its parameters in the order `$1`, `$2`, … */
export interface PreparedQuery<
  Row extends QueryResultRow,
  Parameters extends readonly QueryParameter[],
> extends NamedStatement {
  readonly [TYPES]?: { readonly row: Row; readonly parameters: Parameters };
}

/** Lower-case words with dashes. PostgreSQL cuts a longer name, and two statements could then meet. */
const NAME = /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/u;

const defined = new Map<string, NamedStatement>();

/**
 * Defines a statement once, at the top of a `*.query.ts` file. Select only the columns that the use case reads, each
 * under the name that the row type gives it. pg decides the types: `timestamptz` is a `Date`, `bytea` a `Buffer`,
 * `int8` and `count(*)` a string (cast to `int`).
 *
 * @throws TypeError for a malformed name, and for a name that another statement has
 */
export function defineQuery<Row extends QueryResultRow, Parameters extends readonly QueryParameter[] = readonly []>({
  name,
  text,
}: NamedStatement): PreparedQuery<Row, Parameters> {
  const statement = text.replaceAll(/\s+/gu, ' ').trim();
  if (!NAME.test(name)) throw new TypeError(`Not a name of a query: ${name}`);
  if ((defined.get(name)?.text ?? statement) !== statement) throw new TypeError(`Two queries are called ${name}`);
  const query = Object.freeze({ name, text: statement });
  defined.set(name, query);
  return query;
}

/** Every statement that the loaded modules define, by name, for tests that check the plans. */
export function definedQueries(): readonly NamedStatement[] {
  return [...defined.values()].sort((one, other) => one.name.localeCompare(other.name));
}
