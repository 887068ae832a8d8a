import type { Addition, CountId, LimiterCount } from './limiter-store';

/** The maximum number of counts of each counter. A full counter takes about 5 MB. */
const MAX_KEYS = 20_000;

/** The number of expired counts that each write deletes. */
const SWEPT = 2;

interface Count {
  readonly used: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Counts in the memory of this process. A full counter drops the count that was written least recently. */
export class LocalCounts {
  /** Each map is in the order of the last writes. */
  private readonly counters = new Map<string, Map<string, Count>>();

  constructor(private readonly maxKeys = MAX_KEYS) {}

  /** Adds one. */
  add({ counter, key, seconds }: Addition): LimiterCount {
    const known = this.known({ counter, key });
    return this.write(counter, key, {
      used: (known?.used ?? 0) + 1,
      expiresAt: known?.expiresAt ?? Date.now() + seconds * 1000,
    });
  }

  /** The count; `null` for none. */
  read(id: CountId): LimiterCount | null {
    const known = this.known(id);
    return known && asCount(known);
  }

  /** Sets a count that expires after the given time. */
  set({ counter, key }: CountId, used: number, milliseconds: number): LimiterCount {
    return this.write(counter, key, { used, expiresAt: Date.now() + milliseconds });
  }

  /** Deletes a count. */
  forget({ counter, key }: CountId): void {
    this.counters.get(counter)?.delete(key);
  }

  private known({ counter, key }: CountId): Count | null {
    const count = this.counters.get(counter)?.get(key);
    return count === undefined || count.expiresAt <= Date.now() ? null : count;
  }

  private write(counter: string, key: string, count: Count): LimiterCount {
    const counts = this.counters.get(counter) ?? new Map<string, Count>();
    this.counters.set(counter, counts);
    counts.delete(key);
    counts.set(key, count);
    this.sweep(counts);
    return asCount(count);
  }

  private sweep(counts: Map<string, Count>): void {
    const now = Date.now();
    let swept = 0;
    for (const [key, { expiresAt }] of counts) {
      const isTooMany = counts.size > this.maxKeys;
      if (swept === SWEPT || (expiresAt > now && !isTooMany)) return;
      counts.delete(key);
      swept += 1;
    }
  }
}

function asCount({ used, expiresAt }: Count): LimiterCount {
  return { used, secondsLeft: Math.max(1, Math.ceil((expiresAt - Date.now()) / 1000)) };
}
