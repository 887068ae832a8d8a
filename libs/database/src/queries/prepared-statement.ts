import type { ClientBase, QueryResultRow } from 'pg';
import { QueryFailedError } from 'typeorm';
import { DescribedQuery } from './described-query';
import type { NamedStatement, QueryParameter } from './prepared-query';

/** Whether statements are named: a pooler that hands out another connection for each transaction may not keep names. */
export type Preparing = 'on' | 'off';

/**
 * Runs a statement on a connection. Without a name, PostgreSQL parses and plans it each time.
 * @throws QueryFailedError
 */
export async function runStatement<Row extends QueryResultRow>(
  client: ClientBase,
  { name, text }: NamedStatement,
  parameters: readonly QueryParameter[],
  preparing: Preparing,
): Promise<Row[]> {
  const values = [...parameters];
  try {
    if (preparing === 'off') return (await client.query<Row>({ text, values })).rows;
    return await new Promise<Row[]>((resolve, reject) => {
      const settle = (error: Error | null, rows: Row[]) => {
        if (error === null) resolve(rows);
        else reject(error);
      };
      client.query(new DescribedQuery<Row>({ name, text, values }, settle));
    });
  } catch (error) {
    throw failedQuery(text, error);
  }
}

/** The fields of a failed query that quote stored or sent values: "Key (email)=(…) already exists". */
const FIELDS_WITH_VALUES = ['parameters', 'detail', 'where', 'internalQuery'] as const;

/** A failed prepared statement, as TypeORM reports a failed query, without its parameters. */
function failedQuery(text: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return concealValues(new QueryFailedError(text, [], error));
}

/** A logger prints what it can enumerate; code that needs a field still reads it. */
export function concealValues(error: unknown): unknown {
  if (!(error instanceof QueryFailedError)) return error;
  for (const holder of [error, error.driverError]) {
    for (const field of FIELDS_WITH_VALUES) {
      const value: unknown = Reflect.get(holder, field);
      if (value !== undefined) Object.defineProperty(holder, field, { value, enumerable: false });
    }
  }
  return error;
}
