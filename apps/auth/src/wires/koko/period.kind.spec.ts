import { describe, expect, it } from 'vitest';
import { addPeriod, longestSeconds, parsePeriod, period } from './period.kind';

const YEAR = { years: 1, months: 0, days: 0, seconds: 0 };
const CONTEXT = { mode: 'documented', production: false } as const;
const COMMON_YEAR = 31_536_000;
const LEAP_YEAR = 31_622_400;

describe('a calendar year', () => {
  it.each([
    ['2027-02-28', COMMON_YEAR],
    ['2027-03-01', LEAP_YEAR],
    ['2027-12-31', LEAP_YEAR],
    ['2028-01-01', LEAP_YEAR],
    ['2028-02-28', LEAP_YEAR],
    ['2028-02-29', LEAP_YEAR],
    ['2028-03-01', COMMON_YEAR],
    ['2099-03-01', COMMON_YEAR],
    ['2100-02-28', COMMON_YEAR],
    ['2399-03-01', LEAP_YEAR],
  ])('from %s has %i seconds', (day, seconds) => {
    for (const time of ['00:00:00.000', '12:34:56.789', '23:59:59.999']) {
      const begin = new Date(`${day}T${time}Z`);
      expect((addPeriod(begin, YEAR).getTime() - begin.getTime()) / 1000).toBe(seconds);
    }
  });

  it('from 29 February ends on 1 March', () => {
    expect(addPeriod(new Date('2028-02-29T10:00:00.000Z'), YEAR).toISOString()).toBe('2029-03-01T10:00:00.000Z');
  });
});

describe('a period', () => {
  it.each([
    ['P1Y', YEAR],
    ['P1Y2M3D', { years: 1, months: 2, days: 3, seconds: 0 }],
    ['P2W', { years: 0, months: 0, days: 14, seconds: 0 }],
    ['PT1H2M3S', { years: 0, months: 0, days: 0, seconds: 3723 }],
    ['P1DT12H', { years: 0, months: 0, days: 1, seconds: 43_200 }],
    ['600', { years: 0, months: 0, days: 0, seconds: 600 }],
  ])('is written %s', (text, parts) => {
    expect(parsePeriod(text)).toEqual(parts);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1',
    '1Y',
    'P-1Y',
    'P1Y2',
    'p1y',
    'P1.5Y',
    'PT1D',
    'P1H',
    '0',
    '-1',
    '1e3',
    ' P1Y',
    'P1Y\n',
  ])('is not written %j', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });

  it.each(['P0Y', 'PT0S', 'P11Y', 'P99999D', '999999999'])(
    'must be longer than zero and at most ten years: %s',
    (text) => {
      expect(period().read(text, CONTEXT)).toHaveProperty('must');
    },
  );

  it('is read from text', () => {
    expect(period().read('P1Y', CONTEXT)).toEqual({ value: YEAR });
  });

  it('never lasts longer than its longest', () => {
    const leap = new Date('2027-03-01T00:00:00.000Z');
    for (const text of ['P1Y', 'P1M', 'P4Y', 'P1Y1M1DT1S']) {
      const parsed = parsePeriod(text)!;
      expect((addPeriod(leap, parsed).getTime() - leap.getTime()) / 1000).toBeLessThanOrEqual(longestSeconds(parsed));
    }
  });
});
