import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { GuardedDataSource } from '../guarded-data-source';
import { GuardedQueryRunner } from '../guarded-query-runner';
import { isRecorded } from '../signals/tracer';
import { isKeyOf, type KeyedQuery } from './keyed-query';
import type { PreparedQuery, QueryParameter } from './prepared-query';
import { StatementGroups } from './statement-groups';
import type { GroupedWrite } from './grouped-write';
import type { StatementListener } from './statement-observers';

/** Runs statements that are defined once: PostgreSQL parses and plans each once per connection, and rows are typed. */
@Injectable()
export class Queries {
  readonly #dataSource: GuardedDataSource;
  readonly #groups: StatementGroups;
  readonly #readGroups: StatementGroups;

  /** @param dataSource made by `createDataSource` */
  constructor(dataSource: DataSource) {
    if (!(dataSource instanceof GuardedDataSource))
      throw new TypeError('Queries need a data source of createDataSource');
    this.#dataSource = dataSource;
    this.#groups = new StatementGroups(
      (query, parameters) => dataSource.runPrepared(query, parameters),
      (query, parameters) => dataSource.runPreparedOnce(query, parameters),
    );
    this.#readGroups = new StatementGroups(
      (query, parameters) => dataSource.runRead(query, parameters),
      (query, parameters) => dataSource.runRead(query, parameters),
    );
  }

  /**
   * Runs a statement and returns its rows, also those of `RETURNING`.
   *
   * @param manager of the transaction of the statement; without one the statement is its own transaction
   * @throws QueryFailedError, as TypeORM does: `isDatabaseUnavailable` and `uniqueViolation` read it
   * @throws NestedQueryError inside a transaction without its manager
   */
  async run<Row extends QueryResultRow, Parameters extends readonly QueryParameter[]>(
    query: PreparedQuery<Row, Parameters>,
    parameters: Parameters,
    manager?: EntityManager,
  ): Promise<readonly Row[]> {
    const runner = manager?.queryRunner;
    if (!runner) return this.#dataSource.runPrepared<Row>(query, parameters);
    if (!(runner instanceof GuardedQueryRunner)) throw new TypeError('The manager is of another data source');
    return runner.runPrepared<Row>(query, parameters);
  }

  /** The first row that {@link run} returns; `null` when there is none. */
  async first<Row extends QueryResultRow, Parameters extends readonly QueryParameter[]>(
    query: PreparedQuery<Row, Parameters>,
    parameters: Parameters,
    manager?: EntityManager,
  ): Promise<Row | null> {
    const [row] = await this.run(query, parameters, manager);
    return row ?? null;
  }

  /**
   * Runs a statement that only reads, outside of transactions. With `DATABASE_READ_URL` the standby answers it after it
   * has replayed everything that was committed before the call. Otherwise, or while the standby is behind or
   * unreachable, the primary does.
   */
  async read<Row extends QueryResultRow, Parameters extends readonly QueryParameter[]>(
    query: PreparedQuery<Row, Parameters>,
    parameters: Parameters,
  ): Promise<readonly Row[]> {
    return this.#dataSource.runRead<Row>(query, parameters);
  }

  /**
   * The row of a key; `null` when there is none, and for a key that PostgreSQL would not accept. Simultaneous calls share
   * statements, except where a trace is recorded, which shows the statement of its request. Pick the columns of the row by
   * name: under load it has `groupIndex` as well.
   *
   * @throws QueryFailedError in every call that shared the failed statement
   * @throws NestedQueryError inside a transaction
   */
  firstByKey<Row extends QueryResultRow, Key extends readonly QueryParameter[]>(
    query: KeyedQuery<Row, Key>,
    key: Key,
  ): Promise<Row | null> {
    return this.byKey(this.#groups, query, key, () => this.run(query.single, key));
  }

  /** Like {@link firstByKey}, for a statement that only reads: a standby may answer it, as in {@link read}. */
  readByKey<Row extends QueryResultRow, Key extends readonly QueryParameter[]>(
    query: KeyedQuery<Row, Key>,
    key: Key,
  ): Promise<Row | null> {
    return this.byKey(this.#readGroups, query, key, () => this.read(query.single, key));
  }

  /**
   * Runs a statement that writes, and returns the row of this request; `null` when it wrote nothing. Simultaneous calls share
   * statements and their transactions, except where a trace is recorded. A call that a shared statement did not serve, because of a
   * lock or because the statement failed, is repeated alone. Unless the database is unavailable, an error reaches only its own caller.
   *
   * @throws QueryFailedError, for an unavailable database in every call that shared the statement
   * @throws NestedQueryError inside a transaction
   */
  async writeTogether<Row extends QueryResultRow, Request extends readonly QueryParameter[]>(
    write: GroupedWrite<Row, Request>,
    request: Request,
  ): Promise<Row | null> {
    // The statement is sent later, in the context of the first of its callers.
    this.#dataSource.guard.admit(null);
    return isRecorded() ? await this.first(write.single, request) : await this.#groups.write(write, request);
  }

  private async byKey<Row extends QueryResultRow, Key extends readonly QueryParameter[]>(
    groups: StatementGroups,
    query: KeyedQuery<Row, Key>,
    key: Key,
    alone: () => Promise<readonly Row[]>,
  ): Promise<Row | null> {
    // The statement is sent later, in the context of the first of its callers.
    this.#dataSource.guard.admit(null);
    if (!isKeyOf(query, key)) return null;
    return isRecorded() ? ((await alone())[0] ?? null) : await groups.find(query, key);
  }

  /**
   * Calls the listener for every statement just before it is sent, including TypeORM's and those that begin and end
   * transactions, for tests that count statements.
   * @returns what ends it
   */
  observe(listener: StatementListener): () => void {
    return this.#dataSource.statements.observe(listener);
  }
}
