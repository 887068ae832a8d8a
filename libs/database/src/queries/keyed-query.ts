import type { QueryResultRow } from 'pg';
import { defineQuery, type QueryParameter } from './prepared-query';
import { askedTable, GROUP_SIZES, type GroupedRow, type StatementForms } from './statement-forms';

/** The PostgreSQL type of a part of a key, and what it is in JavaScript. `null` finds nothing, unless the statement allows it. */
interface KeyTypes {
  readonly uuid: string | null;
  readonly bytea: Buffer;
  readonly int: number | null;
}

type KeyType = keyof KeyTypes;

/** The key of a row: one value for each part. */
export type KeyOf<Types extends readonly KeyType[]> = { readonly [Index in keyof Types]: KeyTypes[Types[Index]] };

/** A statement that finds at most one row by a key, and its forms that find the rows of several keys at once. */
export interface KeyedQuery<Row extends QueryResultRow, Key extends readonly QueryParameter[]> extends StatementForms<
  Row,
  Key
> {
  readonly types: readonly KeyType[];
}

/** What PostgreSQL reads as a UUID, without the form in braces. SimpleJWT's ids have no dashes. */
const UUID = /^[0-9a-f]{4}(?:-?[0-9a-f]{4}){7}$/iu;
const MAX_INT = 2_147_483_647;

const defined: KeyedQuery<QueryResultRow, readonly QueryParameter[]>[] = [];

const FITS: { readonly [Type in KeyType]: (value: QueryParameter) => boolean } = {
  uuid: (value) => value === null || (typeof value === 'string' && UUID.test(value)),
  bytea: (value) => Buffer.isBuffer(value),
  int: (value) =>
    value === null || (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INT),
};

/**
 * Defines a statement that finds one row by a unique key, like {@link defineQuery}. The forms for groups run it once for each key
 * (`LATERAL` with a `LIMIT`), so that PostgreSQL plans each key of a group as it would plan one.
 *
 * @param text the statement for the given expressions, one for each part of the key. It must find nothing where all are `NULL`,
 *   because groups are filled up with such keys
 * @throws TypeError for a malformed name, and for a name that another statement has
 */
export function defineKeyedQuery<Row extends QueryResultRow, const Types extends readonly KeyType[]>({
  name,
  types,
  text,
}: {
  readonly name: string;
  readonly types: Types;
  readonly text: (key: { readonly [Index in keyof Types]: string }) => string;
}): KeyedQuery<Row, KeyOf<Types>> {
  const parts = (write: (type: KeyType, index: number) => string) =>
    types.map(write) as { readonly [Index in keyof Types]: string };
  const found = text(parts((_type, index) => `asked.part${index}`));
  const columns = Object.fromEntries(types.map((type, index) => [`part${index}`, type]));
  const groups = GROUP_SIZES.map((size) => {
    const grouped = `SELECT asked.index AS "groupIndex", found.*
      FROM ${askedTable(size, columns)}, LATERAL (${found} LIMIT 1) found`;
    return {
      size,
      query: defineQuery<Row & GroupedRow, readonly QueryParameter[]>({ name: `${name}-${size}`, text: grouped }),
    };
  });
  const single = defineQuery<Row, KeyOf<Types>>({
    name,
    text: text(parts((type, index) => `$${index + 1}::${type}`)),
  });
  const query = { types, single, groups, width: types.length };
  defined.push(query);
  return query;
}

/** Every read by key that the loaded modules define, for tests that check the plans. */
export function definedKeyedQueries(): readonly KeyedQuery<QueryResultRow, readonly QueryParameter[]>[] {
  return defined;
}

/**
 * Whether PostgreSQL accepts the key. Another one finds nothing, and would fail the statement of its group. A key of `null` values
 * finds nothing either; PostgreSQL would plan the statement for it each time.
 */
export function isKeyOf({ types }: Pick<KeyedQuery<never, never>, 'types'>, key: readonly QueryParameter[]): boolean {
  if (key.length !== types.length || key.every((part) => part === null)) return false;
  return types.every((type, index) => FITS[type](key[index] ?? null));
}
