import type { QueryResultRow } from 'pg';
import type { PreparedQuery, QueryParameter } from '../queries/prepared-query';

/** A connection beside the pool, for one user that sends one statement at a time. */
export interface SingleConnection {
  /** Throws `QueryFailedError`, also when the connection is closed meanwhile. */
  run<Row extends QueryResultRow, Parameters extends readonly QueryParameter[]>(
    query: PreparedQuery<Row, Parameters>,
    parameters: Parameters,
  ): Promise<readonly Row[]>;
  /** Closes it at once, whatever is under way. */
  close(): void;
}
