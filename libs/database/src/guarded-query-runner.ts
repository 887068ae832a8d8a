import type { PoolClient, QueryResultRow } from 'pg';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, type ObjectLiteral, type ReplicationMode } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import type { NamedStatement, QueryParameter } from './queries/prepared-query';
import { concealValues, failedQuery, runStatement } from './queries/prepared-statement';
import type { StatementNames } from './queries/statement-names';
import type { StatementObservers } from './queries/statement-observers';
import { type CopyTarget, copyInto, type StagedRows } from './staging/staging-table';
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

/** What the runners of a data source share. */
export interface RunnerContext {
  readonly guard: TransactionGuard;
  readonly statements: StatementObservers;
  readonly names: StatementNames;
  /** What follows `COPY … FROM`. */
  readonly copySource: string;
  /** Runs `COPY … FROM` on a connection. @throws the driver's error */
  copyIn(client: PoolClient, text: string, pieces: readonly Buffer[]): Promise<void>;
}

/**
 * TypeORM's query runner with three additions: it asks the guard before each query, detects a commit that did not commit,
 * and keeps values out of errors.
 */
export class GuardedQueryRunner extends PostgresQueryRunner {
  readonly #context: RunnerContext;

  constructor(driver: PostgresDriver, mode: ReplicationMode, context: RunnerContext) {
    super(driver, mode);
    this.#context = context;
  }

  /** Every query and every stream passes here before it leaves. */
  override async connect(): Promise<unknown> {
    this.#context.guard.admit(this);
    return super.connect();
  }

  override async query(
    query: string,
    parameters?: unknown[] | ObjectLiteral,
    useStructuredResult?: boolean,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature of the method that it overrides
  ): Promise<any> {
    this.#context.statements.sent(query);
    try {
      return await this.#context.statements.timed(query, null, () =>
        query === 'COMMIT' && !this.isReleased ? this.#commit() : super.query(query, parameters, useStructuredResult),
      );
    } catch (error) {
      throw concealValues(error);
    }
  }

  /** Runs a prepared statement on the connection of the transaction, past TypeORM. */
  async runPrepared<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const connection = (await this.connect()) as PoolClient;
    this.#context.statements.sent(query.text, query.name);
    const { statements, names } = this.#context;
    return statements.timed(query.text, query.name, () =>
      runStatement<Row>(connection, query, parameters, { names, inTransaction: true }),
    );
  }

  /** Copies rows into a table, on the connection of the transaction. @throws QueryFailedError */
  async copyIn(target: CopyTarget, rows: StagedRows): Promise<void> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const connection = (await this.connect()) as PoolClient;
    const { statements, copySource } = this.#context;
    const text = copyInto(target, copySource);
    statements.sent(text);
    try {
      await statements.timed(text, null, () => this.#context.copyIn(connection, text, rows.pieces()));
    } catch (error) {
      throw failedQuery(text, error);
    }
  }

  /** Only the command tag of the answer tells a commit from a rollback, and TypeORM drops it. */
  async #commit(): Promise<unknown[]> {
    const connection = (await this.connect()) as PoolClient;
    const { command, rows } = await connection.query<never>('COMMIT').catch((error: unknown) => {
      throw error instanceof Error ? new QueryFailedError('COMMIT', [], error) : error;
    });
    if (command !== 'COMMIT') throw new SwallowedQueryError();
    return rows;
  }
}
