import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { DatabaseLoad } from '@portero/database';
import { FEED_LAG, HashQueue, LimitStoreState } from '@portero/identity';
import { productVersion } from '@portero/setup';
import type { Registry } from 'prom-client';
import { SETTINGS } from '../settings.token';
import { makeGauge } from './instruments';
import { ReadStoredState, type StoredState } from './stored-state.service';

const RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** Gauges that are read at each scrape. */
@Injectable()
export class Gauges implements OnApplicationShutdown {
  private readonly eventLoop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly load: DatabaseLoad,
    private readonly hashes: HashQueue,
    private readonly stored: ReadStoredState,
    private readonly limitStore: LimitStoreState,
  ) {}

  /** Adds every gauge. */
  addTo(registry: Registry): void {
    this.eventLoop.enable();
    this.addProcess(registry);
    this.addPool(registry);
    this.addStored(registry);
  }

  onApplicationShutdown(): void {
    this.eventLoop.disable();
  }

  private addProcess(registry: Registry): void {
    const build = { name: 'portero_build_info', help: 'Always 1.', labelNames: ['version', 'mode'] as const };
    makeGauge(registry, build, (gauge) => {
      gauge.set({ version: productVersion(), mode: this.settings.mode }, 1);
    });
    const queue = { name: 'portero_password_hash_queue', help: 'Callers that wait for a password hash.' };
    makeGauge(registry, queue, (gauge) => {
      gauge.set(this.hashes.waiting);
    });
    const lag = {
      name: 'portero_event_loop_lag_seconds',
      help: 'How late the event loop was since the last scrape, 99th percentile.',
    };
    makeGauge(registry, lag, (gauge) => {
      const late = this.eventLoop.percentile(99) / NANOSECONDS - RESOLUTION_MS / 1000;
      this.eventLoop.reset();
      gauge.set(Number.isFinite(late) ? Math.max(0, late) : 0);
    });
    const up = { name: 'portero_limit_store_up', help: '1 while the store of the limits answers, otherwise 0.' };
    makeGauge(registry, up, (gauge) => {
      gauge.set(this.limitStore.isUp ? 1 : 0);
    });
    const feed = {
      name: 'portero_revocation_lag_seconds',
      help: 'How long ago the open reader of the revocation feed that is furthest behind was up to date.',
    };
    makeGauge(registry, feed, (gauge) => {
      gauge.set(FEED_LAG.seconds());
    });
  }

  private addPool(registry: Registry): void {
    const standby = {
      name: 'portero_standby_up',
      help: '1 while the standby is read from, 0 while not, NaN without one.',
    };
    makeGauge(registry, standby, (gauge) => {
      gauge.set(Number(this.load.standbyUp ?? Number.NaN));
    });
    const pool = {
      name: 'portero_database_pool_connections',
      help: 'Connections of the pool; `waiting` counts callers that wait for one.',
      labelNames: ['state'] as const,
    };
    makeGauge(registry, pool, (gauge) => {
      const { active, idle, waiting } = this.load.pool;
      gauge.set({ state: 'active' }, active);
      gauge.set({ state: 'idle' }, idle);
      gauge.set({ state: 'waiting' }, waiting);
    });
  }

  /** These have no value while the database is unreachable. */
  private addStored(registry: Registry): void {
    const add = (name: string, help: string, read: (state: StoredState) => number): void => {
      makeGauge(registry, { name, help }, async (gauge) => {
        const state = await this.stored.now();
        gauge.set(state === null ? Number.NaN : read(state));
      });
    };
    add('portero_mail_outbox_messages', 'Mails that were promised and have not left.', (state) => state.mailsWaiting);
    add('portero_mail_outbox_oldest_seconds', 'Age of the oldest of them.', (state) => state.oldestMailSeconds);
    add('portero_webhook_outbox_messages', 'Webhooks that wait.', (state) => state.webhooksWaiting);
    add('portero_sessions_open', 'Sessions that are open, as the planner of PostgreSQL estimates.', (state) => {
      return state.sessionsOpen;
    });
    const ages = {
      name: 'portero_signing_key_age_seconds',
      help: 'How long the signing key of a profile has signed.',
      labelNames: ['profile'] as const,
    };
    makeGauge(registry, ages, async (gauge) => {
      const state = await this.stored.now();
      gauge.reset();
      for (const [profile, age] of state?.keyAges ?? []) gauge.set({ profile }, age);
    });
  }
}
