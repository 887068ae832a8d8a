import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryLimiterStore } from './memory-limiter-store';

describe('counts in memory', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-08-07T12:00:00.000Z') });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

  it('grow by one, and never give two callers the same number', async () => {
    const store = new MemoryLimiterStore();
    const counts = await Promise.all(Array.from({ length: 100 }, () => store.add('tries', 'key', 60)));
    expect(counts.map(({ used }) => used)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('expire after their time, which later additions do not prolong', async () => {
    const store = new MemoryLimiterStore();
    await store.add('tries', 'key', 60);
    pass(40);
    expect(await store.add('tries', 'key', 60)).toEqual({ used: 2, secondsLeft: 20 });
    pass(20);
    expect(await store.read('tries', 'key')).toBeNull();
    expect(await store.add('tries', 'key', 60)).toEqual({ used: 1, secondsLeft: 60 });
  });

  it('are separate for each counter and key', async () => {
    const store = new MemoryLimiterStore();
    await store.add('tries', 'key', 60);
    expect(await store.read('tries', 'other')).toBeNull();
    expect(await store.read('others', 'key')).toBeNull();
  });

  it('can be set to expire at a given time', async () => {
    const store = new MemoryLimiterStore();
    await store.hold('locks', 'key', 60);
    pass(30);
    await store.hold('locks', 'key', 120);
    expect(await store.read('locks', 'key')).toEqual({ used: 1, secondsLeft: 120 });
    await store.forget('locks', 'key');
    expect(await store.read('locks', 'key')).toBeNull();
  });

  it('are bounded: the least recently used key is dropped first', async () => {
    const store = new MemoryLimiterStore(3);
    for (const key of ['a', 'b', 'c']) await store.add('tries', key, 60);
    await store.add('tries', 'a', 60);
    await store.add('tries', 'd', 60);
    expect(await store.read('tries', 'b')).toBeNull();
    expect(await store.read('tries', 'a')).toMatchObject({ used: 2 });
    expect(await store.read('tries', 'd')).toMatchObject({ used: 1 });
  });
});
