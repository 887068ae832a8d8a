import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { StandbyError } from './standby-error';

/** The state of one standby; a host name may stand for several. */
export interface KnownStandby {
  /** The position up to which it has replayed at least. */
  replayed: bigint;
  /** The primary that it was compared with. */
  readonly primary: string;
}

interface StandbyRow {
  readonly standby: boolean;
  readonly replayed: string | null;
  readonly server: string;
  readonly database: string;
}

/** For both servers: the identity of the database, and the position that a standby has replayed. */
export const IDENTITY = `SELECT pg_is_in_recovery() AS standby,
  (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::text AS replayed,
  concat(inet_server_addr(), ' ', extract(epoch FROM pg_postmaster_start_time())) AS server,
  concat((SELECT system_identifier FROM pg_control_system()), ' ',
    (SELECT oid FROM pg_database WHERE datname = current_database())) AS database`;

const REPLAYED = `SELECT pg_is_in_recovery() AS standby, (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::text AS replayed`;

/** The primary's data with which a new connection is compared. */
export interface Comparison {
  /** Of the primary: system identifier and OID. */
  database(): Promise<string>;
  /** The primary's position, queried after the call. */
  position(): Promise<{ readonly log: bigint; readonly server: string }>;
}

/** pg-pool calls `verify` with each new connection; its types leave it out. */
interface VerifyingConfig extends PoolConfig {
  readonly verify: (client: PoolClient, done: (error?: Error) => void) => void;
}

/** Connections to a standby, each compared with the primary before it is used. */
export class StandbyPool {
  private readonly pool: Pool;
  private readonly servers = new Map<string, KnownStandby>();
  private readonly ofClient = new WeakMap<PoolClient, KnownStandby>();

  constructor(
    options: PoolConfig,
    private readonly comparison: Comparison,
  ) {
    const config: VerifyingConfig = {
      ...options,
      verify: (client, done) => {
        this.verify(client).then(() => {
          done();
        }, done);
      },
    };
    this.pool = new Pool(config);
    // The next statement on such a connection fails. Without a listener the error would end the process.
    this.pool.on('error', () => undefined);
  }

  /** How many callers wait for a connection. */
  get waiting(): number {
    return this.pool.waitingCount;
  }

  /** @throws StandbyError, or the driver's error */
  async connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /** The state of the server of a connection. */
  serverOf(client: PoolClient): KnownStandby {
    const server = this.ofClient.get(client);
    if (server === undefined) throw new StandbyError('unknown');
    return server;
  }

  /** Queries the position that a standby has replayed. @throws StandbyError when it is not a standby any more */
  async measure(client: PoolClient): Promise<bigint> {
    const { rows } = await client.query<Pick<StandbyRow, 'standby' | 'replayed'>>(REPLAYED);
    const server = this.serverOf(client);
    const replayed = replayedIn(rows[0]);
    if (replayed > server.replayed) server.replayed = replayed;
    return server.replayed;
  }

  /** Closes idle connections now and the others when they are released. */
  close(): void {
    void this.pool.end().catch(() => undefined);
  }

  /**
   * A standby replays what the primary has flushed, so it is never ahead of a position that was queried later. If it is
   * ahead, it follows another history, such as that of the primary before a failover.
   */
  private async verify(client: PoolClient): Promise<void> {
    const { rows } = await client.query<StandbyRow>(IDENTITY);
    const [row] = rows;
    const replayed = replayedIn(row);
    const [database, position] = [await this.comparison.database(), await this.comparison.position()];
    if (row?.database !== database) throw new StandbyError('another_database');
    if (replayed > position.log) throw new StandbyError('another_history');
    const known = this.servers.get(row.server);
    const server = known?.primary === position.server ? known : { replayed, primary: position.server };
    this.servers.set(row.server, server);
    this.ofClient.set(client, server);
  }
}

function replayedIn(row: Pick<StandbyRow, 'standby' | 'replayed'> | undefined): bigint {
  if (row?.standby !== true || row.replayed === null) throw new StandbyError('no_standby');
  return BigInt(row.replayed);
}
