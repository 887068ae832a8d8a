import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Sweep } from './sweep';

/** The condition under which a row has expired. */
export interface Expiry<Row> {
  /** A `timestamptz`, which an index should begin with. Rows where it is `null` stay. */
  readonly column: keyof Row & string;
  /** How long a row is kept after that time; 0 by default. */
  readonly keepSeconds?: number;
  /** A further SQL condition. */
  readonly only?: string;
}

/**
 * Sweeps one table by one column. To sweep a table, add a line like this to the list of sweeps: `expiredRows('codes',
 * OneTimeCode, { column: 'expiresAt' })`.
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

/**
 * The oldest first. Rows are locked when they are selected, so that the condition is checked again for a row that
 * changed meanwhile.
 */
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
