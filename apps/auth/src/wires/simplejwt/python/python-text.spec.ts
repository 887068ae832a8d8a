import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatText, parseInteger, strip } from './python-text';

describe('strip', () => {
  it.each(
    Array.from('\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000'),
  )('removes %j from both ends', (blank) => {
    expect(strip(`${blank}${blank}a${blank}b${blank}`)).toBe(`a${blank}b`);
    expect(strip(blank)).toBe('');
  });

  it.each(Array.from('\u0000\b\u001b\u180e\u200b\u2060\ufeff'))('keeps %j', (character) => {
    expect(strip(`${character}a${character}`)).toBe(`${character}a${character}`);
  });

  it('removes long runs of blanks quickly', () => {
    const blanks = ' '.repeat(500_000);
    const begun = process.cpuUsage();
    expect(strip(`${blanks}a${blanks}b${blanks}`)).toBe(`a${blanks}b`);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
  });
});

describe('floatText', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1.5, '1.5'],
    [-1.5e-10, '-1.5e-10'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [123456789.123456789, '123456789.12345679'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.5e16, '1.5e+16'],
    [1e22, '1e+22'],
    [5e-324, '5e-324'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('writes %f as Python does', (value, text) => {
    expect(floatText(value)).toBe(text);
  });

  it('reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(floatText(value))).toBe(value);
        expect(floatText(value)).toMatch(/^-?\d+(?:\.\d+)?(?:e[+-]\d{2,3})?$/u);
      }),
    );
  });
});

describe('parseInteger', () => {
  it.each([
    ['4', 4],
    [' +4\n', 4],
    ['-04', -4],
    ['1_000', 1000],
  ])('reads %j', (text, value) => {
    expect(parseInteger(text)).toBe(value);
  });

  it.each(['', ' ', '+', '4.0', '4e1', '0x4', '1__0', '_1', '1_', 'four', '4 4'])('refuses %j', (text) => {
    expect(parseInteger(text)).toBeNull();
  });
});
