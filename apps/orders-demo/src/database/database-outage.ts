import { TypeORMError } from 'typeorm';

/** The messages of PGlite, pg and TypeORM for a closed database, which have no code. */
const CLOSED = /closed|closing|not connected|not established|after calling end|Connection terminated/iu;

/** SQLSTATE classes: connection exception, insufficient resources, operator intervention, system error. */
const OUTAGES = new Set(['08', '53', '57', '58']);

/** Whether a query failed because the database cannot answer now, not because of the query. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause: unknown = 'driverError' in error ? error.driverError : error;
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (typeof code === 'string' && code.length === 5) return OUTAGES.has(code.slice(0, 2));
  const isOfDatabase = error instanceof TypeORMError || /^(?:PGlite|Client|Cannot use a pool)\b/u.test(error.message);
  return isOfDatabase && CLOSED.test(error.message);
}
