import DataLoader from 'dataloader';
import type { QueryResultRow } from 'pg';
import { type KeyedQuery, LARGEST_GROUP } from './keyed-query';
import type { NamedStatement, QueryParameter } from './prepared-query';

type Key = readonly QueryParameter[];
type Run = <Row extends QueryResultRow>(query: NamedStatement, parameters: readonly QueryParameter[]) => Promise<Row[]>;

/**
 * Finds rows by their keys. Calls for one statement in the same turn of the event loop share a round trip and a connection; a call
 * that comes alone is sent alone at the end of its turn. Nothing is cached: a row is always read after the call.
 */
export class KeyedReads {
  readonly #loaders = new Map<object, DataLoader<Key, unknown>>();

  constructor(private readonly run: Run) {}

  /** The row; `null` when there is none. An error is that of the statement, for each of its keys. */
  find<Row extends QueryResultRow, K extends Key>(query: KeyedQuery<Row, K>, key: K): Promise<Row | null> {
    const loader = this.#loaders.get(query) ?? this.loaderOf(query);
    return loader.load(key) as Promise<Row | null>;
  }

  private loaderOf<Row extends QueryResultRow, K extends Key>(query: KeyedQuery<Row, K>): DataLoader<Key, unknown> {
    const loader = new DataLoader<Key, unknown>((keys) => this.findAll(query, keys as readonly K[]), {
      cache: false,
      maxBatchSize: LARGEST_GROUP,
      // After all requests that have arrived are read.
      batchScheduleFn: setImmediate,
    });
    this.#loaders.set(query, loader);
    return loader;
  }

  private async findAll<Row extends QueryResultRow, K extends Key>(
    query: KeyedQuery<Row, K>,
    keys: readonly K[],
  ): Promise<(Row | null)[]> {
    const [first, second] = keys;
    if (first && !second) return [(await this.run<Row>(query.single, first))[0] ?? null];
    const group = query.groups.find(({ size }) => size >= keys.length);
    if (!group) throw new RangeError(`A group of ${keys.length} keys`);
    const parameters = keys.flat() as QueryParameter[];
    while (parameters.length < group.size * query.types.length) parameters.push(null);
    const found = new Array<Row | null>(keys.length).fill(null);
    for (const row of await this.run<Row & { groupIndex: number }>(group.query, parameters))
      found[row.groupIndex] = row;
    return found;
  }
}
