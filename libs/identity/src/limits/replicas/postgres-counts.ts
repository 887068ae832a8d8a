import type { SingleConnection, SingleConnections } from '@portero/database';
import { ADD_TO_COUNTS, type CountRow, READ_COUNTS, SET_COUNTS } from './postgres-counts.query';
import { type CountOperation, CountStore, type StoredCount } from './count-store';

const NONE: StoredCount = { used: 0, millisecondsLeft: 0 };

/**
 * Counts in an UNLOGGED table of the database, over a separate connection, so that limits work while transactions hold
 * all connections of the pool.
 */
export class PostgresCounts extends CountStore {
  override readonly name = 'PostgreSQL';
  private connection: SingleConnection | null = null;
  /** Identifies the current attempt to connect: a connection that opens after {@link drop} is closed. */
  private wanted = 0;

  constructor(private readonly connections: SingleConnections) {
    super();
  }

  override async open(): Promise<void> {
    this.wanted += 1;
    const { wanted } = this;
    const connection = await this.connections.open('portero-limits', () => {
      if (this.connection === connection) this.onLost();
    });
    if (wanted !== this.wanted) connection.close();
    else this.connection = connection;
  }

  override async run(
    kind: CountOperation['kind'],
    operations: readonly CountOperation[],
  ): Promise<readonly StoredCount[]> {
    const rows = new Map((await this.query(kind, operations)).map((row) => [row.key, row]));
    return operations.map(({ id }) => {
      const row = rows.get(id);
      return row === undefined ? NONE : { used: row.used, millisecondsLeft: Math.floor(row.left) };
    });
  }

  override drop(): void {
    this.wanted += 1;
    const { connection } = this;
    this.connection = null;
    connection?.close();
  }

  private query(kind: CountOperation['kind'], operations: readonly CountOperation[]): Promise<readonly CountRow[]> {
    if (this.connection === null) return Promise.reject(new Error('not connected'));
    const keys = operations.map(({ id }) => id);
    if (kind === 'read') return this.connection.run(READ_COUNTS, [keys]);
    const more = operations.map((each) => each.more);
    const seconds = operations.map((each) => each.seconds);
    return this.connection.run(kind === 'add' ? ADD_TO_COUNTS : SET_COUNTS, [keys, more, seconds]);
  }
}
