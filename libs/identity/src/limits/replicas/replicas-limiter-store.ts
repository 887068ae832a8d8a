import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { currentRequest, type RequestOrigin } from '../../requests/request-origin';
import type { LimitStoreState } from '../limit-store-state.service';
import { type Addition, type CountId, type LimiterCount, LimiterStore } from '../limiter-store';
import { LocalCounts } from '../local-counts';
import { CountQueue } from './count-queue';
import type { CountOperation, CountStore, StoredCount } from './count-store';
import { StoreHealth, StoreTimeoutError, within } from './store-health';
import { nameOf, UnsharedCounts } from './unshared-counts';

/** How often the counts of {@link LimiterStore.addLater} are sent to the store. */
const SHARE_MS = 200;

/** No request waits for it. */
const SHARE_LIMIT_MS = 1000;

/**
 * Counts in a shared store and in the memory of this process. While the store does not answer, this process continues
 * from the last counts that it knew, and adds its own to the store when it answers again.
 */
export class ReplicasLimiterStore extends LimiterStore implements OnModuleInit, OnApplicationShutdown {
  private readonly local = new LocalCounts();
  private readonly unshared = new UnsharedCounts();
  private readonly queue: CountQueue;
  private readonly health: StoreHealth;
  /** How long requests have waited for the store. */
  private readonly waited = new WeakMap<RequestOrigin, number>();
  private timer: NodeJS.Timeout | null = null;

  /** @param waitMs how long one request may wait for the store, over all its questions */
  constructor(
    counts: CountStore,
    state: LimitStoreState,
    private readonly waitMs: number,
  ) {
    super();
    this.queue = new CountQueue(counts, (error) => {
      this.failed(error);
    });
    this.health = new StoreHealth(counts, state, () => {
      this.shareSoon();
    });
    counts.onLost = () => {
      if (this.health.isUp) this.failed(new Error('lost'));
    };
  }

  /** Connects; waits a second at most. */
  async onModuleInit(): Promise<void> {
    await this.health.start();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    await within(this.waitMs, this.share()).catch(() => undefined);
    this.health.close();
  }

  override async add(additions: readonly Addition[]): Promise<readonly LimiterCount[]> {
    const counts = await this.ask(additions.map((each) => operationOf('add', each, 1)));
    return additions.map((each, index) => this.learn(each, counts?.[index]) ?? this.addUnshared(each, 0));
  }

  override async refresh(ids: readonly CountId[]): Promise<void> {
    await this.prefetch(ids)();
  }

  override prefetch(ids: readonly CountId[]): () => Promise<void> {
    const asked = this.send(
      ids.map((each) => operationOf('read', each, 0)),
      this.waitMs,
    ).then((counts) => {
      ids.forEach((each, index) => this.learn(each, counts?.[index]));
    });
    return () => this.waiting(() => asked);
  }

  override peek(id: CountId): LimiterCount | null {
    return this.local.read(id);
  }

  override addLater(addition: Addition, shareFrom: number): LimiterCount {
    return this.addUnshared(addition, shareFrom);
  }

  override refreshLater(id: CountId): void {
    if (this.unshared.wants(id)) this.shareSoon();
  }

  override async hold(addition: Addition): Promise<void> {
    this.local.set(addition, 1, addition.seconds * 1000);
    const counts = await this.ask([operationOf('set', addition, 1)]);
    if (counts === null) this.unshared.set(addition, 1);
  }

  override async forget(id: CountId): Promise<void> {
    this.local.forget(id);
    const counts = await this.ask([operationOf('set', id, 0)]);
    if (counts === null) this.unshared.set({ ...id, seconds: 0 }, 0);
  }

  private addUnshared(addition: Addition, shareFrom: number): LimiterCount {
    const count = this.local.add(addition);
    this.unshared.add(addition, count, shareFrom);
    if (count.used >= shareFrom) this.shareSoon();
    return count;
  }

  /**
   * Keeps the store's counts plus the additions of this process that the store does not have yet. @returns `null` where
   * the store gave none
   */
  private learn(id: CountId, stored: StoredCount | undefined): LimiterCount | null {
    if (stored === undefined) return null;
    const used = stored.used + this.unshared.of(id);
    if (stored.used > 0) return this.local.set(id, used, stored.millisecondsLeft);
    if (used === 0) this.local.forget(id);
    return this.local.read(id);
  }

  /** @returns `null` when the store does not answer in the time that is left to the running request */
  private ask(operations: readonly CountOperation[]): Promise<readonly StoredCount[] | null> {
    return this.waiting((left) => (left > 0 ? this.send(operations, left) : Promise.resolve(null)));
  }

  /** Adds to the time that the current request has waited. */
  private async waiting<T>(work: (left: number) => Promise<T>): Promise<T> {
    const request = currentRequest();
    const waited = (request && this.waited.get(request)) ?? 0;
    const begun = performance.now();
    try {
      return await work(this.waitMs - waited);
    } finally {
      const until = waited + performance.now() - begun;
      if (request) this.waited.set(request, Math.max(until, this.waited.get(request) ?? 0));
    }
  }

  private async send(operations: readonly CountOperation[], limitMs: number): Promise<readonly StoredCount[] | null> {
    if (!this.health.isUp || operations.length === 0) return null;
    try {
      return await within(limitMs, Promise.all(operations.map((each) => this.queue.run(each))));
    } catch (error) {
      // A request that had waited before gave the store less than its full time limit.
      if (error instanceof StoreTimeoutError && limitMs >= this.waitMs - 1) this.failed(error);
      return null;
    }
  }

  private failed(error: unknown): void {
    if (!this.health.isUp) return;
    this.health.failed(error);
    this.queue.abandon(error);
  }

  private shareSoon(): void {
    if (!this.health.isUp) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.share();
    }, SHARE_MS).unref();
  }

  /** Sends the counts of this process to the store, and reads the counts that were requested in the background. */
  private async share(): Promise<void> {
    if (!this.health.isUp) return;
    const work = this.unshared.take().map(async (soon) => {
      try {
        this.learn(soon.id, await this.queue.run(soon.operation));
      } catch {
        this.unshared.putBack(soon);
      }
    });
    await within(SHARE_LIMIT_MS, Promise.all(work)).catch((error: unknown) => {
      this.failed(error);
    });
  }
}

function operationOf(kind: CountOperation['kind'], id: CountId & { seconds?: number }, more: number): CountOperation {
  return { id: nameOf(id), kind, more, seconds: id.seconds ?? 0 };
}
