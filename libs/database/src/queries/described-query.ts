import { Socket } from 'node:net';
import { type Connection, Query, type QueryConfig, type QueryResultRow } from 'pg';

/** What pg's result keeps of the description of its columns. */
interface Description {
  fields: readonly unknown[];
  _parsers: readonly unknown[] | undefined;
  _prebuiltEmptyResultObject: object | null;
}

/** The method with which pg's `Query` sends a named statement; its types lack it. */
interface Sending {
  name: string;
  readonly _result: Description;
  _accumulateRows: boolean;
  prepare(connection: Connection): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
}

type Columns = Readonly<Description>;

/**
 * The columns of the statements that a connection has prepared, by name. They stay as they are while the statement lives: where
 * a migration would change them, PostgreSQL fails the statement instead ("cached plan must not change result type").
 */
const described = new WeakMap<Connection, Map<string, Columns>>();

/** A view of a connection that does not send the message for the columns. */
const silent = new WeakMap<Connection, Connection>();

const inherited = Query.prototype as unknown as Sending;

/**
 * pg's query of a named statement, which asks PostgreSQL for the columns once per connection instead of each time.
 * Sending and parsing the description of the columns costs more than the row of a typical statement.
 */
export class DescribedQuery<Row extends QueryResultRow> extends Query<Row> {
  readonly #name: string;

  /** @param callback called once, with the error or the rows */
  constructor(
    statement: QueryConfig & { readonly name: string },
    callback: (error: Error | null, rows: Row[]) => void,
  ) {
    // As a text with values: pg copies a config, property by property, which costs more than sending it.
    super(statement.text, statement.values, (error: Error | null | undefined, result) => {
      callback(error ?? null, error ? [] : result.rows);
    });
    (this as unknown as Sending).name = statement.name;
    this.#name = statement.name;
  }

  /** pg calls it to send the statement. */
  prepare(connection: Connection): void {
    const columns = described.get(connection)?.get(this.#name);
    // The embedded database, which has no socket, fails without this message.
    if (columns === undefined || !(connection.stream instanceof Socket)) {
      inherited.prepare.call(this, connection);
      return;
    }
    const self = this as unknown as Sending;
    Object.assign(self._result, columns);
    self._accumulateRows = true;
    inherited.prepare.call(this, withoutDescribe(connection));
  }

  /** pg calls it when the statement is through. */
  handleCommandComplete(message: unknown, connection: Connection): void {
    inherited.handleCommandComplete.call(this, message, connection);
    const known = described.get(connection) ?? new Map<string, Columns>();
    if (known.has(this.#name)) return;
    const { fields, _parsers, _prebuiltEmptyResultObject } = (this as unknown as Sending)._result;
    described.set(connection, known.set(this.#name, { fields, _parsers, _prebuiltEmptyResultObject }));
  }
}

function withoutDescribe(connection: Connection): Connection {
  const known = silent.get(connection);
  if (known) return known;
  const made = Object.create(connection, { describe: { value: () => undefined } }) as Connection;
  silent.set(connection, made);
  return made;
}
