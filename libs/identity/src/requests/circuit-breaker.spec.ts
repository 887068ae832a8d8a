import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker';

const at = (seconds: number): Date => new Date(seconds * 1000);

describe('a circuit breaker', () => {
  const failTimes = (breaker: CircuitBreaker, times: number) =>
    Array.from({ length: times }, () => breaker.failed(1, at(0))).at(-1);

  it('opens at the fifth failure in a row, for half a minute', () => {
    const breaker = new CircuitBreaker();
    expect(failTimes(breaker, 4)).toBeNull();
    expect(breaker.closedFor(1, null, at(0))).toBe(0);
    expect(failTimes(breaker, 1)).toEqual(at(30));
    expect([breaker.closedFor(1, null, at(10)), breaker.closedFor(2, null, at(10))]).toEqual([20_000, 0]);
  });

  it('counts anew after a success', () => {
    const breaker = new CircuitBreaker();
    failTimes(breaker, 4);
    expect(breaker.succeeded(1)).toBe(false);
    expect(failTimes(breaker, 4)).toBeNull();
  });

  it('lets one try through afterwards, whose failure opens it again and whose success closes it', () => {
    const breaker = new CircuitBreaker();
    failTimes(breaker, 5);
    expect([breaker.closedFor(1, null, at(31)), breaker.closedFor(1, null, at(31))]).toEqual([0, 30_000]);
    expect(breaker.failed(1, at(31))).toEqual(at(61));
    expect(breaker.closedFor(1, null, at(62))).toBe(0);
    expect([breaker.succeeded(1), breaker.closedFor(1, null, at(62))]).toEqual([true, 0]);
  });

  it('lets another try through when the first one never reported a result', () => {
    const breaker = new CircuitBreaker();
    failTimes(breaker, 5);
    expect([31, 60, 62].map((seconds) => breaker.closedFor(1, null, at(seconds)))).toEqual([0, 1000, 0]);
  });

  it('is open when another process has opened it', () => {
    expect(new CircuitBreaker().closedFor(1, at(30), at(10))).toBe(20_000);
  });
});
