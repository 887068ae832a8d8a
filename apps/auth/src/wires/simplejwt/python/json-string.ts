import { JsonSyntaxError } from './json-syntax-error';

const PLAIN = /[^"\\\u0000-\u001f]*/uy;
const HEXADECIMAL = /^[0-9a-fA-F]{4}$/u;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads a string literal that begins at `start`. A pair of `\u` escapes makes one character, a lone surrogate stays
 * one. Throws `JsonSyntaxError`.
 */
export function readStringLiteral(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  let position = start + 1;
  for (;;) {
    PLAIN.lastIndex = position;
    value += PLAIN.exec(text)?.[0] ?? '';
    position = PLAIN.lastIndex;
    const next = text[position];
    if (next === '"') return { value, end: position + 1 };
    if (next === '\\') {
      const escape = readEscape(text, start, position);
      value += escape.value;
      position = escape.end;
    } else {
      if (next === undefined) throw new JsonSyntaxError('Unterminated string starting at', text, start);
      throw new JsonSyntaxError('Invalid control character at', text, position);
    }
  }
}

function readEscape(text: string, start: number, backslash: number): { readonly value: string; readonly end: number } {
  const letter = text[backslash + 1];
  if (letter === undefined) throw new JsonSyntaxError('Unterminated string starting at', text, start);
  if (letter !== 'u') {
    const value = ESCAPES[letter];
    if (value === undefined) throw new JsonSyntaxError(String.raw`Invalid \escape`, text, backslash);
    return { value, end: backslash + 2 };
  }
  const end = backslash + 6;
  const digits = text.slice(backslash + 2, end);
  // Python requires one more character after the digits, at least the quotation mark.
  if (end >= text.length || !HEXADECIMAL.test(digits)) {
    throw new JsonSyntaxError(String.raw`Invalid \uXXXX escape`, text, backslash + 1);
  }
  return { value: String.fromCharCode(Number.parseInt(digits, 16)), end };
}
