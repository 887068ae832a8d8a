import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json-reader';
import { PythonNumber, type PythonValue, PythonValueError } from './python-values';

/** The messages of CPython 3.11 in the strict mode of Django REST framework. */
const MALFORMED: readonly (readonly [text: string, message: string])[] = [
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  [' \n\t ', 'Expecting value: line 2 column 3 (char 4)'],
  ['{', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ['{"a"', "Expecting ':' delimiter: line 1 column 5 (char 4)"],
  ['{"a":', 'Expecting value: line 1 column 6 (char 5)'],
  ['{"a":1', "Expecting ',' delimiter: line 1 column 7 (char 6)"],
  ['{"a":1,', 'Expecting property name enclosed in double quotes: line 1 column 8 (char 7)'],
  ['{"a":1, }', 'Expecting property name enclosed in double quotes: line 1 column 9 (char 8)'],
  ['[', 'Expecting value: line 1 column 2 (char 1)'],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['{} x', 'Extra data: line 1 column 4 (char 3)'],
  ['01', 'Extra data: line 1 column 2 (char 1)'],
  ['-', 'Expecting value: line 1 column 1 (char 0)'],
  ['1.', 'Extra data: line 1 column 2 (char 1)'],
  ['1e+', 'Extra data: line 1 column 2 (char 1)'],
  ['nul', 'Expecting value: line 1 column 1 (char 0)'],
  ['"', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['["a\\', 'Unterminated string starting at: line 1 column 2 (char 1)'],
  ['"\t"', 'Invalid control character at: line 1 column 2 (char 1)'],
  [String.raw`"\x41"`, String.raw`Invalid \escape: line 1 column 2 (char 1)`],
  [String.raw`"\u12g4"`, String.raw`Invalid \uXXXX escape: line 1 column 3 (char 2)`],
  [String.raw`"\u1234`, String.raw`Invalid \uXXXX escape: line 1 column 3 (char 2)`],
  ['"😀" 😀', 'Extra data: line 1 column 5 (char 4)'],
  ['["😀😀",\n "日", x]', 'Expecting value: line 2 column 7 (char 13)'],
  ['\ufeff{}', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)'],
  ['NaN', "Out of range float values are not JSON compliant: 'NaN'"],
  ['[-Infinity', "Out of range float values are not JSON compliant: '-Infinity'"],
  [
    '9'.repeat(4301),
    'Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit',
  ],
];

describe('JSON as Python reads it', () => {
  it.each(MALFORMED)('refuses %j with the message of Python', (text, message) => {
    expect(() => readJson(text)).toThrow(new PythonValueError(message));
  });

  it('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((text) => text.slice(1)),
        ),
        (text) => {
          expect(outcome(() => plain(readJson(text)))).toEqual(outcome(() => JSON.parse(text) as unknown));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('treats %s like any other key', (key) => {
    const read = readJson(`{"${key}": {"email": 1}}`) as ReadonlyMap<string, PythonValue>;
    expect([...read.keys()]).toEqual([key]);
    expect({}).not.toHaveProperty('email');
  });

  it('keeps the last of several equal keys', () => {
    expect(plain(readJson('{"a":1,"b":2,"a":3}'))).toEqual({ a: 3, b: 2 });
  });

  it('refuses too deep nesting quickly', () => {
    expect(readJson('['.repeat(900) + ']'.repeat(900))).toBeInstanceOf(Array);
    expect(() => readJson('['.repeat(100_000))).toThrow(/^maximum recursion depth exceeded/u);
    expect(() => readJson('{"a":'.repeat(100_000))).toThrow(/a JSON object/u);
  });

  it('reads long numbers and strings quickly', () => {
    const begun = process.cpuUsage();
    expect(readJson(`"${'\\"'.repeat(100_000)}"`)).toHaveLength(100_000);
    expect(readJson(`0.${'1'.repeat(100_000)}`)).toBeInstanceOf(PythonNumber);
    expect(() => readJson(`${' '.repeat(100_000)}x`)).toThrow(PythonValueError);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
  });
});

function plain(value: PythonValue): unknown {
  if (value instanceof PythonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map((each: PythonValue) => plain(each));
  if (!(value instanceof Map)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, each] of value as ReadonlyMap<string, PythonValue>) {
    Object.defineProperty(result, key, { value: plain(each), enumerable: true, writable: true, configurable: true });
  }
  return result;
}

function outcome(read: () => unknown): unknown {
  try {
    return { read: read() };
  } catch {
    return 'refused';
  }
}
