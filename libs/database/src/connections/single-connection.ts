import type { QueryResultRow } from 'pg';
import type { PreparedQuery, QueryParameter } from '../queries/prepared-query';

/** A connection outside of the pool, for a single user that sends one statement at a time. */
export interface SingleConnection {
  /** Throws `QueryFailedError`, also when the connection is closed meanwhile. */
  run<Row extends QueryResultRow, Parameters extends readonly QueryParameter[]>(
    query: PreparedQuery<Row, Parameters>,
    parameters: Parameters,
  ): Promise<readonly Row[]>;
  /** Closes it at once, even during a statement. */
  close(): void;
}
