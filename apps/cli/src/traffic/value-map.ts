import { mapLeaves, parseJson } from './json-leaves';
import type { RecordedRequest } from './exchange';
import type { VolatileKind } from './volatile-kind';

/** The maximum number of stored values. The oldest is dropped first, so that days of traffic fit. */
const CAPACITY = 50_000;

/** Shorter texts are replaced only if they are a whole segment, parameter or field. */
const UNMISTAKABLE_LENGTH = 16;

const BASIC = /^(Basic) ([A-Za-z0-9+/=]+)$/iu;
const LONG_WORD = /[\w.~+/=-]{16,}/gu;

/** Maps recorded values to Portero's values, for example a token of answer 1 that is sent in request 7. */
export class ValueMap {
  private readonly values = new Map<string, string>();

  /** Stores a pair. Times are skipped, because later requests do not use them. */
  learn(kind: VolatileKind, recorded: string | number, actual: string | number): void {
    if (kind === 'time' || recorded === actual) return;
    this.values.delete(String(recorded));
    this.values.set(String(recorded), String(actual));
    if (this.values.size <= CAPACITY) return;
    const [oldest] = this.values.keys();
    if (oldest !== undefined) this.values.delete(oldest);
  }

  /** Portero's value for a recorded one; `undefined` if it is unknown. */
  known(recorded: string | number): string | undefined {
    return this.values.get(String(recorded));
  }

  /** The request with Portero's values instead of the recorded ones. */
  request({ method, path, headers, body }: RecordedRequest): RecordedRequest {
    const translated = Object.entries(headers).map(([name, value]) => [name, this.header(value)] as const);
    return { method, path: this.path(path), headers: Object.fromEntries(translated), body: this.body(body) };
  }

  /** Replaces long values within a text; short ones only if they are the whole text. */
  text(text: string): string {
    const whole = this.values.get(text);
    if (whole !== undefined) return whole;
    return text.replaceAll(LONG_WORD, (word) => this.longWord(word));
  }

  /** A word may have an extra character around the value: a dot at the end, a slash before it. */
  private longWord(word: string): string {
    const exact = this.values.get(word);
    if (exact !== undefined) return exact;
    return word
      .split(/([/=])/u)
      .map((part) => (part.length < UNMISTAKABLE_LENGTH ? part : (this.values.get(part) ?? part)))
      .join('');
  }

  private header(value: string): string {
    const basic = BASIC.exec(value);
    if (!basic) return this.text(value);
    const credential = Buffer.from(basic[2] ?? '', 'base64').toString();
    const translated = credential.split(':').map((part) => this.text(part));
    return `${basic[1] ?? ''} ${Buffer.from(translated.join(':')).toString('base64')}`;
  }

  private path(path: string): string {
    const [before = '', query] = path.split('?', 2);
    const segments = before.split('/').map((segment) => this.encoded(segment));
    return query === undefined ? segments.join('/') : `${segments.join('/')}?${this.form(query)}`;
  }

  private body(body: string): string {
    const json = parseJson(body);
    if (json !== undefined && typeof json === 'object')
      return JSON.stringify(
        mapLeaves(json, (leaf) => {
          const value = typeof leaf === 'string' ? this.text(leaf) : (this.known(leaf) ?? leaf);
          return typeof leaf === 'number' ? Number(value) : value;
        }),
      );
    return /^[^\s=&]+=[^\s]*$/u.test(body) ? this.form(body) : this.text(body);
  }

  private form(text: string): string {
    return text
      .split('&')
      .map((pair) =>
        pair
          .split('=')
          .map((part, index) => (index === 0 ? part : this.encoded(part)))
          .join('='),
      )
      .join('&');
  }

  private encoded(part: string): string {
    const decoded = decode(part);
    const value = this.text(decoded);
    return value === decoded ? part : encodeURIComponent(value);
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
}
