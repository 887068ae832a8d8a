import { Client, type ClientConfig, type Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { DataSourceOptions, Migration } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { ServerDatabaseSettings } from '../database-settings';
import { singleConnection } from '../connections/server-single-connection';
import type { SingleConnection } from '../connections/single-connection';
import { GuardedDataSource, type MigrationOptions } from '../guarded-data-source';
import type { NoticeEars, NoticeLine } from '../notices/notice-line';
import { boundWaiting } from '../pool/bounded-pool';
import type { NamedStatement, QueryParameter } from '../queries/prepared-query';
import { StatementNames } from '../queries/statement-names';
import { copyIn } from '../staging/copy-in';
import { openServerNoticeLine } from '../notices/server-notice-line';
import type { StandbyReads } from '../standby/standby-reads';
import { HostSelector } from './host-selector';
import { hostClient } from './host-client';
import { withMigrationLock } from './migration-lock';
import { openStandby } from './open-standby';
import { parseServerUrl } from './server-url';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const CONNECT_TIMEOUT_MS = 3_000;
const POOL_WAITING = 200;

/** Limits that a server accepts with a new connection but a pooler refuses. */
function sessionParameters({ statementTimeoutSeconds = 10 }: ServerDatabaseSettings): ClientConfig {
  return {
    options: '-c default_transaction_isolation=read\\ committed',
    statement_timeout: statementTimeoutSeconds * 1000,
    idle_in_transaction_session_timeout: 10_000,
  };
}

/**
 * A PostgreSQL server. Requests go to `url`. Migrations, their lock and LISTEN need a session of their own, which a pooler
 * in transaction mode does not give: they go to `directUrl`.
 */
export class ServerDataSource extends GuardedDataSource {
  override readonly copySource = 'STDIN';
  readonly #settings: ServerDatabaseSettings;
  readonly #selector: HostSelector;
  readonly #pooled: ClientConfig;
  readonly #standby: StandbyReads | null;
  readonly #direct: { readonly client: ClientConfig; readonly selector: HostSelector };

  /** @throws DatabaseUrlError */
  constructor(options: PostgresOptions, settings: ServerDatabaseSettings) {
    const url = parseServerUrl(settings.url);
    const directUrl = settings.directUrl ?? null;
    const selector = new HostSelector(url);
    const extra = poolOptions(url.client, selector, settings);
    const names = new StatementNames(settings.prepared ?? 'on', true);
    super({ ...options, poolSize: settings.poolSize, extra }, names);
    this.#settings = settings;
    this.#selector = selector;
    this.#pooled = { connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...url.client, keepAlive: true };
    this.#standby = openStandby(settings, (query) => this.runPrepared(query, []));
    const direct = directUrl === null ? url : parseServerUrl(directUrl);
    this.#direct = { client: direct.client, selector: directUrl === null ? selector : new HostSelector(direct) };
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    boundWaiting((this.driver as PostgresDriver).master as Pool, this.#settings.poolWaiting ?? POOL_WAITING);
    this.#standby?.start();
    return this;
  }

  override runRead<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    const standby = this.#standby;
    return standby === null
      ? this.runPrepared<Row>(query, parameters)
      : this.#readAtBest<Row>(standby, query, parameters);
  }

  /** At the standby if it is there and up to date. */
  async #readAtBest<Row extends QueryResultRow>(
    standby: StandbyReads,
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[]> {
    this.guard.admit(null);
    const rows = await this.statements.timed(query.text, query.name, () => standby.run<Row>(query, parameters));
    this.statements.read.tell(rows === null ? 'primary' : 'standby');
    return rows ?? this.runPrepared<Row>(query, parameters);
  }

  override get standbyUp(): boolean | null {
    return this.#standby?.isUp ?? null;
  }

  override async destroy(): Promise<void> {
    this.#standby?.close();
    this.#selector.close();
    this.#direct.selector.close();
    await super.destroy();
  }

  override openNoticeLine(ears: NoticeEars): Promise<NoticeLine> {
    return openServerNoticeLine((options) => this.#openDirect(options), ears);
  }

  override async openSingle(name: string, onLost: () => void): Promise<SingleConnection> {
    const PooledClient = hostClient(this.#selector);
    const client = new PooledClient({ ...this.#pooled, application_name: name });
    await client.connect();
    return singleConnection(client, this.names, this.statements, onLost);
  }

  override copyIn(client: PoolClient, text: string, pieces: readonly Buffer[]): Promise<void> {
    return copyIn(client, text, pieces);
  }

  /** @throws MigrationWaitError when another process migrates for too long */
  override async runMigrations(options: MigrationOptions = {}): Promise<Migration[]> {
    return this.#migrating((dataSource) => dataSource.migrateUnlocked(options, this.#waitSeconds));
  }

  override async undoLastMigration(options: MigrationOptions = {}): Promise<void> {
    return this.#migrating((dataSource) => dataSource.undoUnlocked(options, this.#waitSeconds));
  }

  get #waitSeconds(): number {
    return this.#settings.migrationWaitSeconds ?? 300;
  }

  async #migrating<T>(work: (dataSource: GuardedDataSource) => Promise<T>): Promise<T> {
    const open = () => this.#openDirect({ application_name: 'portero-migrations' });
    return withMigrationLock(open, this.#waitSeconds, () => this.#onDirect(work));
  }

  async #onDirect<T>(work: (dataSource: GuardedDataSource) => Promise<T>): Promise<T> {
    const { directUrl = null } = this.#settings;
    if (directUrl === null) return work(this);
    const direct = new ServerDataSource(this.options as PostgresOptions, {
      kind: 'server',
      url: directUrl,
      poolSize: 1,
    });
    await direct.initialize();
    try {
      return await work(direct);
    } finally {
      await direct.destroy();
    }
  }

  async #openDirect(options: ClientConfig): Promise<Client> {
    const { client, selector } = this.#direct;
    const DirectClient = hostClient(selector);
    const opened = new DirectClient({ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...client, ...options });
    await opened.connect();
    return opened;
  }
}

function poolOptions(client: ClientConfig, selector: HostSelector, settings: ServerDatabaseSettings): object {
  const { connectTimeoutSeconds = 3, poolTimeoutSeconds = 3, directUrl = null } = settings;
  const connectMs = client.connectionTimeoutMillis ?? connectTimeoutSeconds * 1000;
  return {
    application_name: 'portero',
    ...(directUrl === null ? sessionParameters(settings) : {}),
    ...client,
    // The pool's limit includes the wait for a connection; the client's limit is only for connecting.
    connectionTimeoutMillis: Math.max(poolTimeoutSeconds * 1000, client.connectionTimeoutMillis ?? 0),
    Client: hostClient(selector, connectMs),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 60_000,
    // After a failover behind one host name, connections to the old primary must end at some time.
    maxLifetimeSeconds: 1_800,
  };
}
