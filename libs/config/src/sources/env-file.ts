import { isUtf8 } from 'node:buffer';
import { SettingsError } from '../settings.errors';

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_FEED = 0x0a;
const ASSIGNMENT = /^(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?<value>.*)$/u;
const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);
const BLANKS_AT_THE_ENDS = /^[ \t]+|[ \t]+$/gu;
const TEXT_AFTER_THE_QUOTE =
  'end after the closing quote; a value that holds that quote stands in another kind of quotes';
const AFTER_A_QUOTED_VALUE = /^[ \t]*(?:#.*)?$/u;

/**
 * Reads the content of a `.env` file. Readers of such files disagree about comments, quotes and encodings, so a line that
 * two of them would read differently is refused instead of guessed.
 *
 * - The file is UTF-8; a byte order mark at its beginning is skipped. Lines end with LF or CRLF.
 * - `NAME=value`: blanks around the value do not count. A value with a `#` stands in quotes.
 * - `NAME="value"`, `'value'` or `` `value` ``: ends at the next quote of the same kind and may span lines. `\n` between
 *   double quotes is a line break; nothing else is an escape.
 *
 * @param bytes the whole file
 * @param file its name, for the messages
 * @throws SettingsError with every line that cannot be read, by its number, never showing its content
 */
export function readEnvFile(bytes: Buffer, file: string): Record<string, string> {
  const text = decode(bytes, file).replaceAll('\r\n', '\n');
  return new EnvFileReader(text.split('\n'), file).read();
}

function decode(bytes: Buffer, file: string): string {
  const content = bytes.subarray(0, 3).equals(UTF8_BOM) ? bytes.subarray(3) : bytes;
  if (isUtf16(content)) throw new SettingsError([`${file} must be UTF-8: it is UTF-16. Save it again as UTF-8`]);
  if (isUtf8(content)) return content.toString('utf8');
  throw new SettingsError([`${file} line ${firstLineOfAnotherEncoding(content)} must be UTF-8`]);
}

/** With its mark, or without: the names are ASCII, so every other byte is zero. */
function isUtf16(content: Buffer): boolean {
  const mark = content.length >= 2 ? content.readUInt16BE(0) : 0;
  return mark === 0xfeff || mark === 0xfffe || content.includes(0);
}

function firstLineOfAnotherEncoding(content: Buffer): number {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = content.indexOf(LINE_FEED, start);
    if (end < 0 || !isUtf8(content.subarray(start, end))) return line;
    start = end + 1;
    line += 1;
  }
}

/** An entry that cannot be read; `must` is the end of `… line N must …`. */
class UnreadableEntry {
  constructor(readonly must: string) {}
}

/** Walks over the lines of one file. */
class EnvFileReader {
  readonly #lines: readonly string[];
  readonly #file: string;
  readonly #values = new Map<string, string>();
  readonly #lineOf = new Map<string, number>();
  #at = 0;

  constructor(lines: readonly string[], file: string) {
    this.#lines = lines;
    this.#file = file;
  }

  read(): Record<string, string> {
    const problems: string[] = [];
    while (this.#at < this.#lines.length) {
      const number = this.#at + 1;
      const unreadable = this.#readEntry();
      if (unreadable !== null) problems.push(`${this.#file} line ${number} must ${unreadable.must}`);
    }
    if (problems.length > 0) throw new SettingsError(problems);
    return Object.fromEntries(this.#values);
  }

  /** Takes one entry, with all lines of a quoted value. */
  #readEntry(): UnreadableEntry | null {
    const line = (this.#lines[this.#at] ?? '').replace(BLANKS_AT_THE_ENDS, '');
    this.#at += 1;
    if (line === '' || line.startsWith('#')) return null;
    const { name, value: raw } = ASSIGNMENT.exec(line)?.groups ?? {};
    if (name === undefined || raw === undefined) return new UnreadableEntry('be NAME=value, a comment or empty');
    const earlier = this.#lineOf.get(name);
    this.#lineOf.set(name, this.#at);
    const value = QUOTES.has(raw.charAt(0)) ? this.#readQuoted(raw) : readUnquoted(raw);
    if (value instanceof UnreadableEntry) return value;
    if (earlier !== undefined) return new UnreadableEntry(`not set ${name} again: line ${earlier} sets it`);
    this.#values.set(name, value);
    return null;
  }

  #readQuoted(raw: string): string | UnreadableEntry {
    const quote = raw.charAt(0);
    const parts: string[] = [];
    let rest = raw.slice(1);
    for (let next = this.#at; ; next += 1) {
      const end = rest.indexOf(quote);
      parts.push(end < 0 ? rest : rest.slice(0, end));
      if (end >= 0) {
        this.#at = next;
        if (!AFTER_A_QUOTED_VALUE.test(rest.slice(end + 1))) return new UnreadableEntry(TEXT_AFTER_THE_QUOTE);
        const value = parts.join('\n');
        return quote === '"' ? value.replaceAll('\\n', '\n') : value;
      }
      if (next >= this.#lines.length) return new UnreadableEntry(`close the value with ${quote}`);
      rest = this.#lines[next] ?? '';
    }
  }
}

function readUnquoted(raw: string): string | UnreadableEntry {
  if (raw.includes('#')) {
    return new UnreadableEntry('put a value with a # in quotes, and a comment on a line of its own');
  }
  return /[\p{Cc}\uFEFF]/u.test(raw) ? new UnreadableEntry('hold no control character') : raw;
}
