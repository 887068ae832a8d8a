import type { PoolClient } from 'pg';
import { QueryFailedError, type ObjectLiteral, type ReplicationMode } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import type { TransactionGuard } from './transaction-guard';

/**
 * A query of the transaction failed and the work went on as if it had not. PostgreSQL then answers the commit with a
 * rollback, and nothing was saved. To survive a failing query, wrap it in `manager.transaction(…)`: a savepoint.
 */
export class SwallowedQueryError extends Error {
  override readonly name = 'SwallowedQueryError';

  constructor() {
    super('A query failed inside the transaction and its error was swallowed; nothing was saved.');
  }
}

/** The fields of a failed query that quote stored or sent values: "Key (email)=(…) already exists". */
const FIELDS_WITH_VALUES = ['parameters', 'detail', 'where', 'internalQuery'] as const;

/**
 * TypeORM's query runner, which asks the guard before each query, notices a commit that did not commit, and keeps values
 * out of what an error shows.
 */
export class GuardedQueryRunner extends PostgresQueryRunner {
  readonly #guard: TransactionGuard;

  constructor(driver: PostgresDriver, mode: ReplicationMode, guard: TransactionGuard) {
    super(driver, mode);
    this.#guard = guard;
  }

  /** Every query and every stream passes here before it leaves. */
  override async connect(): Promise<unknown> {
    this.#guard.admit(this);
    return super.connect();
  }

  override async query(
    query: string,
    parameters?: unknown[] | ObjectLiteral,
    useStructuredResult?: boolean,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature of the method that it overrides
  ): Promise<any> {
    try {
      if (query === 'COMMIT' && !this.isReleased) return await this.#commit();
      return await super.query(query, parameters, useStructuredResult);
    } catch (error) {
      concealValues(error);
      throw error;
    }
  }

  /** TypeORM drops the command tag of the answer, which alone tells a commit from a rollback. */
  async #commit(): Promise<unknown[]> {
    const connection = (await this.connect()) as PoolClient;
    const { command, rows } = await connection.query<never>('COMMIT').catch((error: unknown) => {
      throw error instanceof Error ? new QueryFailedError('COMMIT', [], error) : error;
    });
    if (command !== 'COMMIT') throw new SwallowedQueryError();
    return rows;
  }
}

/** A logger prints what it can enumerate; code that needs a field still reads it. */
function concealValues(error: unknown): void {
  if (!(error instanceof QueryFailedError)) return;
  for (const holder of [error, error.driverError]) {
    for (const field of FIELDS_WITH_VALUES) {
      const value: unknown = Reflect.get(holder, field);
      if (value !== undefined) Object.defineProperty(holder, field, { value, enumerable: false });
    }
  }
}
