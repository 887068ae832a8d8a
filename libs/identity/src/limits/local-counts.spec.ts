import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalCounts } from './local-counts';

const id = { counter: 'tries', key: 'key' };
const addition = { ...id, seconds: 60 };

describe('counts in memory', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-08-07T12:00:00.000Z') });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

  it('grow by one, and expire after their time, which later additions do not prolong', () => {
    const counts = new LocalCounts();
    counts.add(addition);
    pass(40);
    expect(counts.add(addition)).toEqual({ used: 2, secondsLeft: 20 });
    pass(20);
    expect(counts.read(id)).toBeNull();
    expect(counts.add(addition)).toEqual({ used: 1, secondsLeft: 60 });
  });

  it('are separate for each counter and key', () => {
    const counts = new LocalCounts();
    counts.add(addition);
    expect(counts.read({ counter: 'tries', key: 'other' })).toBeNull();
    expect(counts.read({ counter: 'others', key: 'key' })).toBeNull();
  });

  it('can be set to expire at a given time, and forgotten', () => {
    const counts = new LocalCounts();
    counts.set(id, 1, 60_000);
    pass(30);
    counts.set(id, 1, 120_000);
    expect(counts.read(id)).toEqual({ used: 1, secondsLeft: 120 });
    counts.forget(id);
    expect(counts.read(id)).toBeNull();
  });

  it('are bounded: the least recently written key is dropped first', () => {
    const counts = new LocalCounts(3);
    const add = (key: string) => counts.add({ counter: 'tries', key, seconds: 60 });
    for (const key of ['a', 'b', 'c', 'a', 'd']) add(key);
    expect(counts.read({ counter: 'tries', key: 'b' })).toBeNull();
    expect(counts.read({ counter: 'tries', key: 'a' })).toMatchObject({ used: 2 });
    expect(counts.read({ counter: 'tries', key: 'd' })).toMatchObject({ used: 1 });
  });
});
