import { Logger } from '@nestjs/common';
import type { ClientConfig } from 'pg';
import { ResilientClient } from '../connections/resilient-client';
import type { ServerHost, ServerUrl } from './server-url';
import { chooseTls } from './tls-choice';

/** How often the chosen host is asked whether it still takes writes. */
const CHECK_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;
const WRITABLE = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS read_only";

/** Chooses among the hosts of a database URL: the first, in their order, that answers and takes writes. */
export class HostSelector {
  private readonly logger = new Logger('Database');
  private readonly leftListeners = new Set<(host: ServerHost) => void>();
  private chosen: ServerHost | null = null;
  private choosing: Promise<ServerHost> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(readonly url: ServerUrl) {}

  /**
   * The host to connect to.
   * @throws the error of the last host tried, when none will do
   */
  async current(): Promise<ServerHost> {
    const [only] = this.url.hosts;
    if (only !== undefined && this.url.hosts.length === 1 && !this.url.needsWritable) return only;
    return this.chosen ?? (await (this.choosing ??= this.choose()));
  }

  /** Connecting to a host failed: the next connection looks for another. */
  failed(host: ServerHost): void {
    if (this.chosen === host) this.chosen = null;
  }

  /** Calls `listener` with a host whose connections must be closed. @returns a function that ends it */
  onLeft(listener: (host: ServerHost) => void): () => void {
    this.leftListeners.add(listener);
    return () => this.leftListeners.delete(listener);
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private async choose(): Promise<ServerHost> {
    let reason: unknown = new Error('The database URL names no host');
    try {
      for (const host of this.url.hosts) {
        try {
          await this.probe(host);
          this.chosen = host;
          this.watch();
          return host;
        } catch (error) {
          reason = error;
        }
      }
    } finally {
      this.choosing = null;
    }
    throw reason;
  }

  private watch(): void {
    if (this.closed || this.timer || !this.url.needsWritable) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.check();
    }, CHECK_MS).unref();
  }

  private async check(): Promise<void> {
    const host = this.chosen;
    if (host === null || this.closed) return;
    try {
      await this.probe(host);
      this.watch();
    } catch {
      this.logger.warn(`The database at ${host.host}:${host.port} takes no writes any more; looking for another host`);
      this.failed(host);
      for (const listener of this.leftListeners) listener(host);
    }
  }

  /** @throws when the host does not answer, or is read-only where writes are needed */
  private async probe(at: ServerHost): Promise<void> {
    const client = new ResilientClient({ ...probeOptions(this.url.client), ...at });
    await chooseTls(client, this.url, at);
    try {
      await client.connect();
      if (!this.url.needsWritable) return;
      const { rows } = await client.query<{ read_only: boolean }>(WRITABLE);
      if (rows[0]?.read_only !== false) throw new ReadOnlyHostError();
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** A host answers but takes no writes; its `code` is that of PostgreSQL's own refusal of a write. */
class ReadOnlyHostError extends Error {
  readonly code = '25006';

  constructor() {
    super('The server is read-only.');
  }
}

function probeOptions(client: ClientConfig): ClientConfig {
  return {
    ...client,
    application_name: 'portero-hosts',
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  };
}
