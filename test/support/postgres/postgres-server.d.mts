/** A throw-away PostgreSQL server of the tests, version 18 unless said otherwise, on loopback only. */
export interface PostgresServer {
  /** Connection URL of the maintenance database, user and password included. */
  readonly url: string;
  /** Stays the same over `kill`, `pause`, `start` and `restart`. */
  readonly port: number;
  readonly running: boolean;
  /** Connection URL of a database of this server, whether it exists or not. */
  urlOf(database: string): string;
  /** Creates an empty database and answers its connection URL. */
  createDatabase(name: string): Promise<string>;
  /** Drops a database and cuts whoever is connected to it; none of that name is fine. */
  dropDatabase(name: string): Promise<void>;
  /** Brings the server back on the same data and port; resolves once it accepts connections. */
  start(): Promise<void>;
  /** Crashes the server (SIGKILL): connections are cut, the data stay for `start()`. */
  kill(): Promise<void>;
  /** Shuts the server down in order, the data stay for `start()`. */
  pause(): Promise<void>;
  /** Stops every process of the server where it is (SIGSTOP): connections stay open, nothing answers. Linux only. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  restart(): Promise<void>;
  /**
   * Starts a hot standby that follows this server, on a port of its own.
   * @param options `name`: how the server calls it, for `synchronous_standby_names`; `standby` when absent
   */
  standby(options?: { name?: string }): Promise<PostgresServer>;
  /** Makes a standby a primary. Resolves once it takes writes. */
  promote(): Promise<void>;
  /** Ends the server and deletes its data. Safe to call twice. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Keeps `fsync` and its companions on; off by default because the tests need speed, not durability. */
  durable?: boolean;
  /** Further server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** The folder whose `bin` holds another PostgreSQL. */
  binaries?: string;
  /** The folder under which the server keeps its data; the temporary folder when absent. */
  parent?: string;
}

/** Initialises and starts a server on a free port; about a second. */
export function startPostgres(options?: PostgresOptions): Promise<PostgresServer>;
