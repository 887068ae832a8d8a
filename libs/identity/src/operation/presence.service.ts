import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LimitStoreState } from '../limits/limit-store-state.service';

/** Well below {@link GONE_AFTER_SECONDS}, so that one failed write does not make a process look gone. */
const EVERY_MS = 10_000;

/** A process that was not seen for this long has crashed, or does not reach the database. */
export const GONE_AFTER_SECONDS = 60;

/** How long the row of such a process is kept. */
const KEPT_SECONDS = 86_400;

/** The data that a process reports. */
export interface ProcessFacts {
  readonly version: string;
  readonly mode: string;
  /** The store in which it counts limits. */
  readonly limitStore: 'memory' | 'postgres' | 'redis';
  /** Whether it reads from the standby; `null` without a standby. */
  readonly standbyUp: () => boolean | null;
}

const WRITE = `INSERT INTO service_processes
    (id, host, version, mode, limit_store, limit_store_up, standby_up, started_at, seen_at)
  VALUES ($1::uuid, left($2, 255), left($3, 60), $4, $5, $6, $7, clock_timestamp(), clock_timestamp())
  ON CONFLICT (id) DO UPDATE SET limit_store_up = excluded.limit_store_up, standby_up = excluded.standby_up,
    seen_at = excluded.seen_at`;

const FORGET = `DELETE FROM service_processes WHERE seen_at < clock_timestamp() - make_interval(secs => ${KEPT_SECONDS})`;

/**
 * Records in the database every ten seconds that this process runs, for `portero status`. It does not log a database
 * outage, because other parts do.
 */
@Injectable()
export class Presence implements BeforeApplicationShutdown {
  private readonly id = randomUUID();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly limits: LimitStoreState,
  ) {}

  /** Starts it, in services but not in commands. It ends with the application. */
  start(facts: ProcessFacts): void {
    const write = (): void => {
      this.writing = this.write(facts).catch(() => undefined);
    };
    this.timer = setInterval(write, EVERY_MS).unref();
    this.writing = this.dataSource.query(FORGET).then(write, write);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer === null) return;
    clearInterval(this.timer);
    await this.writing;
    await this.dataSource.query('DELETE FROM service_processes WHERE id = $1', [this.id]).catch(() => undefined);
  }

  private async write({ version, mode, limitStore, standbyUp }: ProcessFacts): Promise<void> {
    await this.dataSource.query(WRITE, [this.id, hostname(), version, mode, limitStore, this.limits.isUp, standbyUp()]);
  }
}
