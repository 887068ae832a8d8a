import type { QueryConfig } from 'pg';
import { QueryFailedError } from 'typeorm';
import type { NamedStatement, QueryParameter } from './prepared-query';

/** Whether statements are named: a pooler that hands out another connection for each transaction may not keep names. */
export type Preparing = 'on' | 'off';

/** What pg is asked. Without a name, PostgreSQL parses and plans the statement each time. */
export function asStatement(
  { name, text }: NamedStatement,
  parameters: readonly QueryParameter[],
  preparing: Preparing,
): QueryConfig {
  const values = [...parameters];
  return preparing === 'on' ? { name, text, values } : { text, values };
}

/** The fields of a failed query that quote stored or sent values: "Key (email)=(…) already exists". */
const FIELDS_WITH_VALUES = ['parameters', 'detail', 'where', 'internalQuery'] as const;

/** A failed prepared statement, as TypeORM reports a failed query, without its parameters. */
export function failedQuery(text: string, error: unknown): unknown {
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
