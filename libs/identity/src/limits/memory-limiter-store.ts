import { type Addition, type CountId, type LimiterCount, LimiterStore } from './limiter-store';
import { LocalCounts } from './local-counts';

/** Counts in the memory of this process: each replica counts separately, and a restart clears the counts. */
export class MemoryLimiterStore extends LimiterStore {
  constructor(private readonly counts = new LocalCounts()) {
    super();
  }

  override add(additions: readonly Addition[]): Promise<readonly LimiterCount[]> {
    return Promise.resolve(additions.map((each) => this.counts.add(each)));
  }

  override refresh(): Promise<void> {
    return Promise.resolve();
  }

  override prefetch(): () => Promise<void> {
    return () => Promise.resolve();
  }

  override peek(id: CountId): LimiterCount | null {
    return this.counts.read(id);
  }

  override addLater(addition: Addition): LimiterCount {
    return this.counts.add(addition);
  }

  override refreshLater(): void {
    // All counts are in memory.
  }

  override hold(addition: Addition): Promise<void> {
    this.counts.set(addition, 1, addition.seconds * 1000);
    return Promise.resolve();
  }

  override forget(id: CountId): Promise<void> {
    this.counts.forget(id);
    return Promise.resolve();
  }
}
