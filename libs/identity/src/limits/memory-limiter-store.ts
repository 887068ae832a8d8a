import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { type LimiterCount, LimiterStore } from './limiter-store';

/** The most counts of each counter. A full counter takes about 8 MB. */
const MAX_KEYS = 20_000;

/** Counts in the memory of this process: each replica counts separately, and a restart clears the counts. */
export class MemoryLimiterStore extends LimiterStore {
  private readonly counters = new Map<string, BoundedCounter>();

  constructor(private readonly maxKeys = MAX_KEYS) {
    super();
  }

  override add(counter: string, key: string, seconds: number): Promise<LimiterCount> {
    return this.counter(counter).add(key, seconds);
  }

  override read(counter: string, key: string): Promise<LimiterCount | null> {
    return this.counter(counter).read(key);
  }

  override hold(counter: string, key: string, seconds: number): Promise<void> {
    return this.counter(counter).hold(key, seconds);
  }

  override forget(counter: string, key: string): Promise<void> {
    return this.counter(counter).forget(key);
  }

  private counter(name: string): BoundedCounter {
    const counter = this.counters.get(name) ?? new BoundedCounter(this.maxKeys);
    this.counters.set(name, counter);
    return counter;
  }
}

/** One counter. When it is full, it drops the least recently used key. */
class BoundedCounter {
  // This class only counts; the limits are checked elsewhere.
  private readonly limiter = new RateLimiterMemory({ points: 1, duration: 1, keyPrefix: '' });
  /** In the order of their last use. */
  private readonly keys = new Set<string>();

  constructor(private readonly maxKeys: number) {}

  async add(key: string, seconds: number): Promise<LimiterCount> {
    await this.touch(key);
    return asCount(await this.limiter.penalty(key, 1, { customDuration: seconds }));
  }

  async read(key: string): Promise<LimiterCount | null> {
    const found = await this.limiter.get(key);
    return found === null || found.msBeforeNext <= 0 ? null : asCount(found);
  }

  async hold(key: string, seconds: number): Promise<void> {
    await this.touch(key);
    await this.limiter.set(key, 1, seconds);
  }

  async forget(key: string): Promise<void> {
    this.keys.delete(key);
    await this.limiter.delete(key);
  }

  private async touch(key: string): Promise<void> {
    this.keys.delete(key);
    this.keys.add(key);
    const [oldest] = this.keys;
    if (this.keys.size > this.maxKeys && oldest !== undefined) await this.forget(oldest);
  }
}

function asCount({ consumedPoints, msBeforeNext }: RateLimiterRes): LimiterCount {
  return { used: consumedPoints, secondsLeft: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
}
