import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Sweep } from './sweep';

/** When a row has expired. */
export interface Expiry<Row> {
  /** A `timestamptz`, which an index should begin with. Rows where it is `null` stay. */
  readonly column: keyof Row & string;
  /** How long a row is kept after that moment; 0 unless given. */
  readonly keepSeconds?: number;
  /** Further SQL that a row must fulfil. */
  readonly only?: string;
}

/**
 * Sweeps one table by one column. It needs nothing else to be swept too: `expiredRows('codes', OneTimeCode, { column:
 * 'expiresAt' })` in the list of sweeps.
 * @param entity with a single primary key
 */
export function expiredRows<Row extends ObjectLiteral>(
  name: string,
  entity: EntityTarget<Row>,
  { column, keepSeconds = 0, only = 'true' }: Expiry<Row>,
): Sweep {
  return {
    name,
    begin(now) {
      const before = secondsAfter(now, -keepSeconds);
      return async (manager, limit) => {
        const deleted = await deleteExpired(manager, namesOf(manager, entity, column), only, before, limit);
        return { deleted, more: deleted === limit };
      };
    },
  };
}

interface Names {
  readonly table: string;
  readonly key: string;
  readonly expiry: string;
}

/** The oldest first. The lock is taken where a row is chosen, so that one which changed meanwhile is judged again. */
async function deleteExpired(
  manager: EntityManager,
  { table, key, expiry }: Names,
  only: string,
  before: Date,
  limit: number,
): Promise<number> {
  const [, deleted] = await manager.query<[unknown, number]>(
    `WITH "due" AS MATERIALIZED (
       SELECT ${key} AS "id" FROM ${table} WHERE ${expiry} <= $1 AND (${only})
       ORDER BY ${expiry} LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     DELETE FROM ${table} USING "due" WHERE ${table}.${key} = "due"."id"`,
    [before, limit],
  );
  return deleted;
}

function namesOf<Row extends ObjectLiteral>(manager: EntityManager, entity: EntityTarget<Row>, column: string): Names {
  const { tableName, primaryColumns, columns } = manager.dataSource.getMetadata(entity);
  const [key, ...others] = primaryColumns;
  const expiry = columns.find(({ propertyName }) => propertyName === column);
  if (!key || others.length > 0 || !expiry) throw new TypeError(`${tableName} cannot be swept by ${column}`);
  const quoted = (name: string) => `"${name}"`;
  return { table: quoted(tableName), key: quoted(key.databaseName), expiry: quoted(expiry.databaseName) };
}
