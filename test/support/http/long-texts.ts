import type { Dice } from './dice';

/** Makes a text of about the given length. */
export type LongText = (length: number) => string;

const repeat =
  (unit: string): LongText =>
  (length) =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Texts that are slow for parsers that backtrack, sort or restart, by their content. */
export const LONG_TEXTS: Readonly<Record<string, LongText>> = {
  'marks that normalising has to sort': (length) =>
    `a${'\u0300'.repeat(Math.floor(length / 2))}${'\u0316'.repeat(Math.floor(length / 2))}`,
  'marks in turn': repeat('\u0316\u0300'),
  'letters that decompose': repeat('\ufdfa'),
  'Hangul parts': repeat('\u1100\u1161\u11a8'),
  letters: repeat('a'),
  'words and dots': repeat('a.a.'),
  dots: repeat('.'),
  'at signs': repeat('a@'),
  'an address without end': (length) => `a@${repeat('b.')(length)}`,
  brackets: repeat('('),
  'square brackets': repeat('['),
  'curly brackets': repeat('{'),
  'nested arrays': (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  escapes: repeat('%25%25'),
  'broken escapes': repeat('%'),
  blanks: repeat(' '),
  'blanks and an end': (length) => `${' '.repeat(length - 1)}x`,
  'blanks inside': (length) => `x${' '.repeat(length - 2)}x`,
  tabs: repeat('\t'),
  quotes: repeat('"'),
  backslashes: repeat('\\'),
  'quotes and backslashes': repeat('\\"'),
  commas: repeat(','),
  'commas and blanks': repeat(', '),
  semicolons: repeat(';'),
  parameters: repeat(';a="'),
  pairs: repeat('a=1&'),
  equals: repeat('='),
  slashes: repeat('/'),
  dashes: repeat('-'),
  'digits and dashes': repeat('0-'),
  digits: repeat('9'),
  'numbers with exponents': repeat('1e9'),
  colons: repeat('1:'),
  addresses: repeat('1.1.1.1,'),
  'languages and weights': repeat('es-AR;q=0.5,'),
  'media types': repeat('application/json;q=0.1,'),
  'Forwarded pairs': repeat('for="[::1]:1",'),
  base64: repeat('YTph'),
  tokens: repeat('eyJhbGciOiJIUzI1NiJ9.'),
  'three parts': (length) => [1, 2, 3].map(() => 'a'.repeat(length / 3)).join('.'),
  emoji: repeat('\u{1f600}'),
  'joined emoji': repeat('\u{1f468}\u200d'),
  capitals: repeat('\u0130'),
  'line breaks': repeat('\\n'),
  'one-time links': repeat('http://a.'),
};

/** One of the texts, by its name. */
export function pickLongText(dice: Dice): { readonly name: string; readonly make: LongText } {
  const name = dice.pick(Object.keys(LONG_TEXTS));
  return { name, make: LONG_TEXTS[name] as LongText };
}
