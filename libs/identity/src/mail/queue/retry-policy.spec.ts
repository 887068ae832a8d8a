import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOn } from './retry-policy';

const DAY = 86_400;

describe('a mail that could not be sent', () => {
  it.each([
    ['deferred', 1, 5],
    ['deferred', 2, 10],
    ['deferred', 5, 80],
    ['deferred', 10, 2_560],
    ['deferred', 11, 3_600],
    ['deferred', 5_000, 3_600],
    ['unavailable', 4, 40],
    ['unavailable', 5, 60],
    ['refused', 4, 40],
  ] as const)(
    '%s, try %i: it is due again after at most %i s and at least half of that',
    (failure, attempts, longest) => {
      expect(verdictOn(failure, attempts, 0, 0)).toEqual({ retryInSeconds: longest / 2 });
      expect(verdictOn(failure, attempts, 0, 1)).toEqual({ retryInSeconds: longest });
    },
  );

  it('refused: it is given up at the fifth try', () => {
    expect(verdictOn('refused', 4, 0, 0)).toHaveProperty('retryInSeconds');
    expect(verdictOn('refused', 5, 0, 0)).toHaveProperty('giveUp');
  });

  it.each(['deferred', 'unavailable'] as const)('%s: it is given up after three days and not before', (failure) => {
    expect(verdictOn(failure, 500, 3 * DAY - 1, 0)).toHaveProperty('retryInSeconds');
    expect(verdictOn(failure, 500, 3 * DAY, 0)).toHaveProperty('giveUp');
  });

  it('never waits longer than an hour', () => {
    const failures = fc.constantFrom('deferred' as const, 'unavailable' as const, 'refused' as const);
    fc.assert(
      fc.property(
        failures,
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (...given) => {
          const [failure, attempts, random] = given;
          const verdict = verdictOn(failure, attempts, 0, random);
          if ('giveUp' in verdict) return;
          expect(verdict.retryInSeconds).toBeGreaterThanOrEqual(2.5);
          expect(verdict.retryInSeconds).toBeLessThanOrEqual(3_600);
        },
      ),
    );
  });
});
