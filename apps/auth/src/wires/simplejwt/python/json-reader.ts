import { readStringLiteral } from './json-string';
import { JsonSyntaxError } from './json-syntax-error';
import { floatText } from './python-text';
import { type PythonDictionary, PythonNumber, type PythonValue, PythonValueError } from './python-values';

/** `sys.get_int_max_str_digits()`. */
const MAX_INTEGER_DIGITS = 4300;

/** Python gives up near a thousand levels, less the stack that is in use already. */
const MAX_DEPTH = 960;

const NUMBER = /(?<whole>-?(?:0|[1-9]\d*))(?<fraction>\.\d+)?(?<exponent>[eE][+-]?\d+)?/uy;
const SPACE = /[ \t\n\r]*/uy;

const LITERALS: readonly (readonly [word: string, value: null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

/** Constants that `json` reads besides JSON, and Django REST framework refuses. */
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

/**
 * Reads JSON as Python's `json.loads` does under Django REST framework's strict mode: the same values, and the same
 * message with the same position for invalid JSON. Throws `PythonValueError`.
 */
export function readJson(text: string): PythonValue {
  if (text.startsWith('\ufeff')) {
    throw new JsonSyntaxError('Unexpected UTF-8 BOM (decode using utf-8-sig)', text, 0);
  }
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.assertEnd();
  return value;
}

class JsonReader {
  private position: number;

  constructor(private readonly text: string) {
    this.position = this.afterSpace(0);
  }

  value(depth: number): PythonValue {
    const first = this.text[this.position];
    if (first === '"') return this.string();
    if (first === '{') return this.object(depth + 1);
    if (first === '[') return this.array(depth + 1);
    const literal = LITERALS.find(([word]) => this.text.startsWith(word, this.position));
    if (!literal) return this.number();
    this.position += literal[0].length;
    return literal[1];
  }

  assertEnd(): void {
    const end = this.afterSpace(this.position);
    if (end !== this.text.length) throw new JsonSyntaxError('Extra data', this.text, end);
  }

  private object(depth: number): PythonDictionary {
    assertDepth(depth, 'object');
    const members = new Map<string, PythonValue>();
    this.step();
    if (this.taken('}')) return members;
    do {
      if (this.text[this.position] !== '"') this.fail('Expecting property name enclosed in double quotes');
      const key = this.string();
      this.skipSpace();
      if (!this.taken(':')) this.fail("Expecting ':' delimiter");
      this.skipSpace();
      members.set(key, this.value(depth));
    } while (this.another('}'));
    return members;
  }

  private array(depth: number): PythonValue[] {
    assertDepth(depth, 'array');
    const items: PythonValue[] = [];
    this.step();
    if (this.taken(']')) return items;
    do {
      items.push(this.value(depth));
    } while (this.another(']'));
    return items;
  }

  /** After a member or item: whether another one follows, or else the end. */
  private another(end: '}' | ']'): boolean {
    this.skipSpace();
    if (this.taken(end)) return false;
    if (!this.taken(',')) this.fail("Expecting ',' delimiter");
    this.skipSpace();
    return true;
  }

  private string(): string {
    const { value, end } = readStringLiteral(this.text, this.position);
    this.position = end;
    return value;
  }

  private number(): PythonNumber {
    const constant = NOT_FINITE.find((word) => this.text.startsWith(word, this.position));
    if (constant !== undefined) {
      throw new PythonValueError(`Out of range float values are not JSON compliant: '${constant}'`);
    }
    NUMBER.lastIndex = this.position;
    const match = NUMBER.exec(this.text);
    if (!match) this.fail('Expecting value');
    this.position = NUMBER.lastIndex;
    const { whole = '', fraction, exponent } = match.groups ?? {};
    if (fraction !== undefined || exponent !== undefined) return new PythonNumber('float', floatText(Number(match[0])));
    return new PythonNumber('int', integerText(whole));
  }

  /** Past one character that is known, and the space behind it. */
  private step(): void {
    this.position = this.afterSpace(this.position + 1);
  }

  private skipSpace(): void {
    this.position = this.afterSpace(this.position);
  }

  private taken(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  private afterSpace(position: number): number {
    SPACE.lastIndex = position;
    SPACE.exec(this.text);
    return SPACE.lastIndex;
  }

  private fail(message: string): never {
    throw new JsonSyntaxError(message, this.text, this.position);
  }
}

function integerText(digits: string): string {
  const count = digits.replace('-', '').length;
  if (count > MAX_INTEGER_DIGITS) {
    throw new PythonValueError(
      `Exceeds the limit (${MAX_INTEGER_DIGITS} digits) for integer string conversion: value has ${count} digits; ` +
        'use sys.set_int_max_str_digits() to increase the limit',
    );
  }
  return digits === '-0' ? '0' : digits;
}

/** Python raises a `RecursionError`, which Django answers with 500. It is an error of the client, so we answer 400. */
function assertDepth(depth: number, kind: 'object' | 'array'): void {
  if (depth <= MAX_DEPTH) return;
  throw new PythonValueError(`maximum recursion depth exceeded while decoding a JSON ${kind} from a unicode string`);
}
