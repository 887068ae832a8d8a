import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GenerationCache } from './generation-cache.js';

describe('the cache', () => {
  it('never holds more than its bound, never answers wrongly, and keeps the last half of what was used', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set'), fc.nat(30)), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), steps, (limit, taken) => {
        const cache = new GenerationCache<number>(limit);
        let recent: string[] = [];
        for (const [step, number] of taken) {
          const key = String(number);
          if (step === 'set') cache.set(key, number);
          const found = cache.get(key);
          expect(found ?? number).toBe(number);
          if (found !== undefined) recent = [key, ...recent.filter((each) => each !== key)];
          expect(cache.size).toBeLessThanOrEqual(limit);
        }
        for (const key of recent.slice(0, Math.floor(limit / 2))) expect(cache.get(key)).toBe(Number(key));
      }),
    );
  });

  it('of size 0 remembers nothing', () => {
    const cache = new GenerationCache<number>(0);
    cache.set('a', 1);
    expect(cache.get('a')).toBeUndefined();
  });
});
