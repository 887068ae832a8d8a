import type { ClientBase, QueryResultRow } from 'pg';
import { QueryFailedError } from 'typeorm';
import { ConnectionLostError } from '../database-errors';
import { DescribedQuery } from './described-query';
import type { NamedStatement, QueryParameter } from './prepared-query';
import type { StatementNames } from './statement-names';

/**
 * Runs a statement on a connection. Without a name, PostgreSQL parses and plans it each time. If a pooler has lost the
 * name, a single statement is repeated without a name; in a transaction the transaction fails.
 * @throws QueryFailedError, ConnectionLostError
 */
export async function runStatement<Row extends QueryResultRow>(
  client: ClientBase,
  query: NamedStatement,
  parameters: readonly QueryParameter[],
  { names, inTransaction }: { readonly names: StatementNames; readonly inTransaction: boolean },
): Promise<Row[]> {
  if (!names.kept) return runUnnamed(client, query, parameters);
  try {
    return await runNamed(client, query, parameters);
  } catch (error) {
    if (!names.lostBy(error)) throw failedQuery(query.text, error);
    if (inTransaction) throw new ConnectionLostError(error);
    return runUnnamed(client, query, parameters);
  }
}

function runNamed<Row extends QueryResultRow>(
  client: ClientBase,
  { name, text }: NamedStatement,
  parameters: readonly QueryParameter[],
): Promise<Row[]> {
  return new Promise<Row[]>((resolve, reject) => {
    const settle = (error: Error | null, rows: Row[]) => {
      if (error === null) resolve(rows);
      else reject(error);
    };
    client.query(new DescribedQuery<Row>({ name, text, values: [...parameters] }, settle));
  });
}

async function runUnnamed<Row extends QueryResultRow>(
  client: ClientBase,
  { text }: NamedStatement,
  parameters: readonly QueryParameter[],
): Promise<Row[]> {
  try {
    return (await client.query<Row>({ text, values: [...parameters] })).rows;
  } catch (error) {
    throw failedQuery(text, error);
  }
}

/** The fields of a failed query that quote stored or sent values: "Key (email)=(…) already exists". */
const FIELDS_WITH_VALUES = ['parameters', 'detail', 'where', 'internalQuery'] as const;

/** A failed statement, as TypeORM reports a failed query, without its parameters. */
export function failedQuery(text: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return concealValues(new QueryFailedError(text, [], error));
}

/** Not enumerable, so that loggers do not print it; code that needs a field can still read it. */
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
