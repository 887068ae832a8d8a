import { Logger } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { QueryResultRow } from 'pg';
import { databaseErrorName, isDatabaseUnavailable, isTransactionConflict } from '../database-errors';
import type { KeyedQuery } from './keyed-query';
import { type GroupedRow, LARGEST_GROUP, type StatementForms } from './statement-forms';
import type { NamedStatement, QueryParameter } from './prepared-query';
import type { GroupedWrite } from './grouped-write';

/** The parameters of one call. */
type Asked = readonly QueryParameter[];
type Run = <Row extends QueryResultRow>(query: NamedStatement, parameters: readonly QueryParameter[]) => Promise<Row[]>;

/** The answer to a request that a shared statement left out. */
const NOT_SERVED = Symbol('not served');

/**
 * Runs statements for several calls at once. Calls for one statement in the same turn of the event loop share a round trip and a
 * connection; a call that comes alone is sent alone at the end of its turn. Nothing is cached: a statement is sent after every call
 * that it answers.
 */
export class StatementGroups {
  readonly #loaders = new Map<object, DataLoader<Asked, unknown>>();

  private readonly logger = new Logger('Database');

  /**
   * @param run repeats a statement after a conflict with another transaction
   * @param runOnce does not
   */
  constructor(
    private readonly run: Run,
    private readonly runOnce: Run,
  ) {}

  /** The row of a key; `null` when there is none. If the statement fails, each of its keys gets the error. */
  find<Row extends QueryResultRow, Key extends Asked>(query: KeyedQuery<Row, Key>, key: Key): Promise<Row | null> {
    return this.load(query, key, (keys) => this.rowsOf<Row>(query, keys, this.run));
  }

  /**
   * The row that a request wrote; `null` when it wrote nothing. What a shared statement did not serve is sent alone. There it may wait
   * for locks without delaying others, and an error reaches only its own caller.
   */
  async write<Row extends QueryResultRow, Request extends Asked>(
    write: GroupedWrite<Row, Request>,
    request: Request,
  ): Promise<Row | null> {
    const written = await this.load(write, request, (requests) => this.writeAll<Row>(write, requests));
    return written === NOT_SERVED ? ((await this.run<Row>(write.single, request))[0] ?? null) : written;
  }

  private load<Answer>(
    statement: object,
    asked: Asked,
    answers: (asked: readonly Asked[]) => Promise<Answer[]>,
  ): Promise<Answer> {
    let loader = this.#loaders.get(statement);
    if (loader === undefined) {
      loader = new DataLoader<Asked, unknown>(answers, {
        cache: false,
        maxBatchSize: LARGEST_GROUP,
        // After all requests that have arrived are read.
        batchScheduleFn: setImmediate,
      });
      this.#loaders.set(statement, loader);
    }
    return loader.load(asked) as Promise<Answer>;
  }

  private async rowsOf<Row extends QueryResultRow>(
    { single, groups, width }: StatementForms<Row>,
    asked: readonly Asked[],
    run: Run,
  ): Promise<(Row | null)[]> {
    const [first, second] = asked;
    if (first && !second) return [(await run<Row>(single, first))[0] ?? null];
    const group = groups.find(({ size }) => size >= asked.length);
    if (!group) throw new RangeError(`A group of ${asked.length}`);
    const parameters: QueryParameter[] = [];
    for (const each of asked) parameters.push(...each);
    while (parameters.length < group.size * width) parameters.push(null);
    const found = new Array<Row | null>(asked.length).fill(null);
    for (const row of await run<Row & GroupedRow>(group.query, parameters)) found[row.groupIndex] = row;
    return found;
  }

  private async writeAll<Row extends QueryResultRow>(
    write: StatementForms<Row>,
    requests: readonly Asked[],
  ): Promise<(Row | typeof NOT_SERVED | null)[]> {
    if (requests.length === 1) return this.rowsOf(write, requests, this.run);
    try {
      return (await this.rowsOf(write, requests, this.runOnce)).map((row) => row ?? NOT_SERVED);
    } catch (error) {
      this.assertRepeatable(write, error);
      return requests.map(() => NOT_SERVED);
    }
  }

  /** Throws when the database is unavailable: it may have written then, or would fail again. Otherwise nothing was written. */
  private assertRepeatable({ single }: StatementForms<QueryResultRow>, error: unknown): void {
    if (isTransactionConflict(error)) return;
    if (isDatabaseUnavailable(error)) throw error;
    this.logger.warn(
      `A statement for several requests failed, so each is sent alone: ${single.name}, ${databaseErrorName(error)}`,
    );
  }
}
