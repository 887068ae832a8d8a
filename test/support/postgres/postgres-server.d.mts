/** A temporary PostgreSQL server for the tests on loopback, version 18 by default. */
export interface PostgresServer {
  /** Connection URL of the maintenance database, user and password included. */
  readonly url: string;
  /** The port. It does not change over `kill`, `pause`, `start` and `restart`. */
  readonly port: number;
  readonly running: boolean;
  /** Connection URL of a database of this server, whether it exists or not. */
  urlOf(database: string): string;
  /** Creates an empty database. Resolves to its connection URL. */
  createDatabase(name: string): Promise<string>;
  /** Drops a database and closes all connections to it. Does nothing if the database does not exist. */
  dropDatabase(name: string): Promise<void>;
  /** Starts the server again on the same data and port. Resolves once it accepts connections. */
  start(): Promise<void>;
  /** Crashes the server (SIGKILL). Connections are cut; the data stays for `start()`. */
  kill(): Promise<void>;
  /** Shuts the server down in order. The data stays for `start()`. */
  pause(): Promise<void>;
  /** Freezes every process of the server (SIGSTOP). Connections stay open, but nothing answers. Linux only. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  restart(): Promise<void>;
  /**
   * Starts a hot standby that follows this server, on a separate port.
   * @param options `name`: the server's name for it, for `synchronous_standby_names`; default `standby`
   */
  standby(options?: { name?: string }): Promise<PostgresServer>;
  /** Promotes a standby to a primary. Resolves once it accepts writes. */
  promote(): Promise<void>;
  /** Ends the server and deletes its data. Safe to call twice. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Keeps `fsync` and `full_page_writes` on. They are off by default, because the tests need speed and not durability. */
  durable?: boolean;
  /** Additional server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** The folder whose `bin` contains another PostgreSQL. */
  binaries?: string;
  /** The folder under which the server keeps its data. Default: the temporary folder. */
  parent?: string;
}

/** Initialises and starts a server on a free port. It takes about a second. */
export function startPostgres(options?: PostgresOptions): Promise<PostgresServer>;
