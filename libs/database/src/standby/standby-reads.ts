import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient, PoolConfig, QueryResultRow } from 'pg';
import { releaseWithPlans } from '../queries/kept-plans';
import type { NamedStatement, QueryParameter } from '../queries/prepared-query';
import { runStatement } from '../queries/prepared-statement';
import type { StatementNames } from '../queries/statement-names';
import type { Position } from './primary-position';
import { StandbyError } from './standby-error';
import { StandbyHealth } from './standby-health';
import { type Comparison, StandbyPool } from './standby-pool';

/** How long a read waits for the standby to replay. */
const REPLAY_LIMIT_MS = 20;
const REPLAY_LOOK_MS = 2;

/** How long a read waits for the standby in total before the primary answers it. */
const READ_LIMIT_MS = 500;
const MOST_WAITING = 50;

/** pg's types leave out the socket. */
interface Wired {
  readonly connection: { readonly stream: { destroy(): void } };
}

/**
 * Reads from a hot standby with the consistency of the primary: a read first queries the primary's log position, and
 * the standby answers only after it has replayed up to it. Everything that was committed before the read began, by any
 * replica, is visible.
 */
export class StandbyReads {
  private readonly health = new StandbyHealth(() => this.check());
  private pool: StandbyPool;

  constructor(
    private readonly options: PoolConfig,
    private readonly comparison: Comparison,
    private readonly names: StatementNames,
  ) {
    this.pool = new StandbyPool(options, comparison);
  }

  /** Whether reads go to the standby. */
  get isUp(): boolean {
    return this.health.isUp;
  }

  start(): void {
    this.health.start();
  }

  close(): void {
    this.health.close();
    this.pool.close();
  }

  /** The rows; `null` when the primary must be used, for whatever reason. Never throws. */
  async run<Row extends QueryResultRow>(
    query: NamedStatement,
    parameters: readonly QueryParameter[],
  ): Promise<Row[] | null> {
    if (!this.isUp) return null;
    // If the primary is unreachable, reading the rows from it will report that.
    const position = await this.comparison.position().catch(() => null);
    if (position === null) return null;
    try {
      if (this.pool.waiting >= MOST_WAITING) return null;
      return await this.onStandby(position, (client) =>
        runStatement<Row>(client, query, parameters, { names: this.names, inTransaction: false }),
      );
    } catch (error) {
      this.leave(error);
      return null;
    }
  }

  /** Reads once. Throws `StandbyError` or the driver's error when the standby cannot answer. */
  async check(): Promise<void> {
    const position = await this.comparison.position();
    await this.onStandby(position, async () => Promise.resolve()).catch((error: unknown) => {
      this.leave(error);
      throw error;
    });
  }

  /** The other connections are as unusable as the failed one; new ones are compared with the primary again. */
  private leave(error: unknown): void {
    this.health.failed(error);
    if (error instanceof StandbyError && error.fault === 'behind') return;
    this.pool.close();
    this.pool = new StandbyPool(this.options, this.comparison);
  }

  private async onStandby<T>(position: Position, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
    }, READ_LIMIT_MS);
    const working = this.connected(position, work, late.signal);
    const abandoned = new Promise<never>((_resolve, reject) => {
      late.signal.addEventListener('abort', () => {
        reject(new StandbyError('no_answer'));
      });
    });
    try {
      return await Promise.race([working, abandoned]);
    } finally {
      clearTimeout(timer);
      working.catch(() => undefined);
    }
  }

  private async connected<T>(
    position: Position,
    work: (client: PoolClient) => Promise<T>,
    late: AbortSignal,
  ): Promise<T> {
    const { pool } = this;
    const client = await pool.connect();
    const destroy = (): void => {
      (client as unknown as Wired).connection.stream.destroy();
    };
    if (late.aborted) destroy();
    late.addEventListener('abort', destroy);
    let isBroken = true;
    try {
      await untilReplayed(pool, client, position);
      const result = await work(client);
      isBroken = false;
      return result;
    } catch (error) {
      isBroken = !(error instanceof StandbyError && error.fault === 'behind');
      throw error;
    } finally {
      late.removeEventListener('abort', destroy);
      if (isBroken || !this.names.kept) client.release(isBroken);
      else releaseWithPlans(client);
    }
  }
}

/** @throws StandbyError */
async function untilReplayed(pool: StandbyPool, client: PoolClient, { log, server }: Position): Promise<void> {
  const standby = pool.serverOf(client);
  if (standby.primary !== server) throw new StandbyError('another_primary');
  const deadline = performance.now() + REPLAY_LIMIT_MS;
  // Queried before the statement, so the statement's snapshot is at least as new.
  while (standby.replayed < log && (await pool.measure(client)) < log) {
    if (performance.now() > deadline) throw new StandbyError('behind');
    await delay(REPLAY_LOOK_MS);
  }
}
