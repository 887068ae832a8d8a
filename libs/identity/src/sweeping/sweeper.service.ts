import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseUnavailable, traced, Transactions } from '@portero/database';
import { Clock } from '../clock';
import { writeLastSweep } from './last-sweep';
import type { Sweep, SweepBatch, SweptBatch } from './sweep';

/** Small enough that a batch delays no request. */
const BATCH = 500;

/** The pause between two batches, for other work. */
const REST_MS = 20;

/** The first run is delayed, so that it does not slow down the start, and short-lived processes do not sweep. */
const FIRST_MS = 60_000;
const PAUSE_MS = 3_600_000;

/** A run that takes longer than this cannot keep up with what expires. */
const BEHIND_MS = PAUSE_MS;

/** Two arbitrary numbers, the same in every release: only the replica that holds this advisory lock sweeps. */
const LOCK = '1349481332, 2';

/** When and what a process sweeps. */
export interface SweeperSettings {
  readonly sweeps: readonly Sweep[];
  /** `false`: only when it is told to. */
  readonly byItself: boolean;
}

/** Injection token of the {@link SweeperSettings}. */
export const SWEEPER_SETTINGS = Symbol('SweeperSettings');

/**
 * Deletes expired rows in small batches. Their transactions skip locked rows and are short. Of several replicas one sweeps
 * at a time.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Sweeper');
  /** Kinds whose last sweep failed; each failure is logged once until a sweep succeeds. */
  private readonly failing = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  /** Kinds that {@link sweepSoon} announced, and whether they were announced again since their timer was set. */
  private readonly soon = new Map<string, { readonly timer: NodeJS.Timeout; again: boolean }>();
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private behindAtMs = Infinity;

  constructor(
    @Inject(SWEEPER_SETTINGS) private readonly settings: SweeperSettings,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.byItself) this.schedule(FIRST_MS);
  }

  /** Waits for the current batch and starts no other. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const timer of [this.timer, ...[...this.soon.values()].map(({ timer }) => timer)]) clearTimeout(timer);
    await this.running;
  }

  /**
   * Deletes what is due. A failure is logged and the next kind is swept, unless the database is unreachable.
   * @param limit the number of rows in a batch
   * @returns how many rows of each kind were deleted; kinds without any are absent
   */
  async sweep(limit = BATCH): Promise<ReadonlyMap<string, number>> {
    const swept = new Map<string, number>();
    const begunMs = performance.now();
    this.behindAtMs = begunMs + BEHIND_MS;
    for (const sweep of this.settings.sweeps) {
      const { name } = sweep;
      const begun = sweep.begin(this.clock.now());
      const goOn = await this.attempt(name, () =>
        traced({ name: `sweep ${name}` }, () => this.runOf(name, begun, limit, swept)),
      );
      if (!goOn || this.stopping) return swept;
    }
    await this.finish(swept, performance.now() - begunMs);
    return swept;
  }

  /** Records that a complete run is over, for `portero status`. */
  private async finish(swept: ReadonlyMap<string, number>, tookMs: number): Promise<void> {
    const rows = [...swept.values()].reduce((sum, count) => sum + count, 0);
    const last = { at: this.clock.now(), rows, seconds: Math.round(tookMs / 1000) };
    // The next run records it again.
    await this.transactions.run((manager) => writeLastSweep(manager, last)).catch(() => undefined);
  }

  /** Logged once per run. */
  private tellIfBehind(name: string): void {
    if (performance.now() < this.behindAtMs) return;
    this.behindAtMs = Infinity;
    this.logger.warn(`Sweeping is behind: a run takes longer than ${BEHIND_MS / 60_000} minutes, now at ${name}`);
  }

  /** Sweeps one kind early, because rows have just become due. Repeated calls lead to one sweep. */
  sweepSoon(name: string): void {
    const sweep = this.settings.sweeps.find((each) => each.name === name);
    if (sweep?.soonSeconds === undefined || !this.settings.byItself || this.stopping) return;
    const announced = this.soon.get(name);
    if (announced !== undefined) {
      announced.again = true;
      return;
    }
    const timer = setTimeout(() => {
      this.running = this.running.then(() => this.sweepAnnounced(sweep));
    }, sweep.soonSeconds * 1000).unref();
    this.soon.set(name, { timer, again: false });
  }

  private async sweepAnnounced(sweep: Sweep): Promise<void> {
    const { name } = sweep;
    const isDone = await this.attempt(name, () => this.runOf(name, sweep.begin(this.clock.now()), BATCH, new Map()));
    const again = this.soon.get(name)?.again === true;
    this.soon.delete(name);
    if (again || !isDone) this.sweepSoon(name);
  }

  /** @returns whether to try the next sweep */
  private async attempt(name: string, run: () => Promise<boolean>): Promise<boolean> {
    try {
      const isOurs = await run();
      if (this.failing.delete(name)) this.logger.log(`Expired ${name} are swept again`);
      return isOurs;
    } catch (error) {
      // Its message is left out, because it may quote the parameters of a query.
      if (!this.failing.has(name))
        this.logger.warn(`Expired ${name} could not be swept (${nameOf(error)}); trying later`);
      this.failing.add(name);
      return !isDatabaseUnavailable(error);
    }
  }

  /** @returns `false` when another replica is sweeping */
  private async runOf(name: string, batch: SweepBatch, limit: number, swept: Map<string, number>): Promise<boolean> {
    for (;;) {
      const done = await this.transactions.run(async (manager): Promise<SweptBatch | null> => {
        // A batch may take longer than any statement of a request.
        const [lock] = await manager.query<{ held: boolean }[]>(
          `SELECT set_config('statement_timeout', '0', true), pg_try_advisory_xact_lock(${LOCK}) AS held`,
        );
        return lock?.held === true ? batch(manager, limit) : null;
      });
      if (done === null) return false;
      if (done.deleted > 0) swept.set(name, (swept.get(name) ?? 0) + done.deleted);
      if (!done.more || this.stopping) return true;
      this.tellIfBehind(name);
      await delay(REST_MS);
    }
  }

  /** A random delay, so that replicas that started or were refused together do not retry together. */
  private schedule(aboutMs: number): void {
    const delayMs = aboutMs * (0.5 + Math.random());
    this.timer = setTimeout(() => {
      this.running = this.sweep().then((swept) => {
        const told = [...swept].map(([name, count]) => `${count} ${name}`).join(', ');
        if (told !== '') this.logger.log(`Deleted what had expired: ${told}`);
        if (!this.stopping) this.schedule(PAUSE_MS);
      });
    }, delayMs).unref();
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
