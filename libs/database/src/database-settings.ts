/** A database in a folder of this machine: PostgreSQL compiled to WebAssembly, run inside the service's own process. */
export interface EmbeddedDatabaseSettings {
  readonly kind: 'embedded';
  /** The database's own folder; it is created when missing and holds nothing else. Its lock stands beside it, as `<folder>.lock`. */
  readonly folder: string;
  /** `off`: statements have no names, as on a server behind an old pooler. Default `on`. */
  readonly prepared?: 'on' | 'off';
}

/** A PostgreSQL server. */
export interface ServerDatabaseSettings {
  readonly kind: 'server';
  /**
   * `postgres://user:password@host:port/database?…`, with the `sslmode` that the server needs. It contains a password:
   * never log it.
   */
  readonly url: string;
  /**
   * The same database without a pooler, if `url` is a pooler in transaction mode: for migrations, their lock and
   * LISTEN. `null` if `url` can be used for these.
   */
  readonly directUrl?: string | null;
  /** A hot standby for read-only queries; `null` for none. Contains a password. */
  readonly readUrl?: string | null;
  /** How long a start waits for another process that migrates, and then for the locks of tables, in seconds; 300 unless given. */
  readonly migrationWaitSeconds?: number;
  /** The maximum number of connections of one process. */
  readonly poolSize: number;
  /** How many callers may wait for one; 200 unless given. */
  readonly poolWaiting?: number;
  /** Seconds after which a statement of a request is cancelled; 10 unless given. A pooler does not take it. */
  readonly statementTimeoutSeconds?: number;
  /** Seconds that connecting to a host may take; 3 unless given. `connect_timeout` of the URL goes first. */
  readonly connectTimeoutSeconds?: number;
  /** Seconds that a caller waits for a connection of the pool; 3 unless given. */
  readonly poolTimeoutSeconds?: number;
  /** `off` for a pooler in transaction mode that does not keep prepared statements, such as PgBouncer before 1.21. Default `on`. */
  readonly prepared?: 'on' | 'off';
}

/** The database to use. Both kinds use the same entities and the same migrations. */
export type DatabaseSettings = EmbeddedDatabaseSettings | ServerDatabaseSettings;
