import { type FoundRow, foundJson, MAX_ROW_LENGTH } from './found-row';

/** The structural characters of JSON; everything between them is skipped at once. */
const MARKS = /[{}"\\\n]/gu;

/** Finds the objects of a JSON array or of JSON lines one after another, without reading the whole file into memory. */
export async function* readObjects(texts: AsyncIterable<string>): AsyncIterable<FoundRow> {
  for await (const rows of readObjectPieces(texts)) yield* rows;
}

/** {@link readObjects}, with all rows of a piece at once. */
export async function* readObjectPieces(texts: AsyncIterable<string>): AsyncIterable<readonly FoundRow[]> {
  const scanner = new ObjectScanner();
  for await (const text of texts) yield [...scanner.take(text)];
  if (scanner.isInside) yield [{ line: scanner.startedAt, reason: 'the file ends within the row' }];
}

class ObjectScanner {
  startedAt = 1;
  #line = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #object = '';
  #isTooLong = false;

  get isInside(): boolean {
    return this.#depth > 0;
  }

  *take(text: string): Iterable<FoundRow> {
    let begin = 0;
    // A backslash at the end of the previous piece escapes the first character of this one.
    MARKS.lastIndex = this.#escaped ? 1 : 0;
    this.#escaped = false;
    for (let mark = MARKS.exec(text); mark !== null; mark = MARKS.exec(text)) {
      const at = mark.index;
      if (this.#see(mark[0]) === 'begins') begin = at;
      if (mark[0] === '\\' && this.#inText) {
        this.#escaped = at + 1 >= text.length;
        MARKS.lastIndex = at + 2;
      }
      if (mark[0] === '}' && !this.#inText && this.#depth === 0) {
        yield this.#finished(text.slice(begin, at + 1));
        begin = at + 1;
      }
    }
    if (this.isInside) this.#keep(text.slice(begin));
  }

  #see(mark: string): 'begins' | null {
    if (mark === '\n') this.#line += 1;
    else if (mark === '"') this.#inText = this.#depth > 0 && !this.#inText;
    else if (mark === '{' && !this.#inText) {
      this.#depth += 1;
      if (this.#depth > 1) return null;
      this.startedAt = this.#line;
      return 'begins';
    } else if (mark === '}' && !this.#inText && this.#depth > 0) this.#depth -= 1;
    return null;
  }

  #keep(text: string): void {
    this.#isTooLong ||= this.#object.length + text.length > MAX_ROW_LENGTH;
    this.#object = this.#isTooLong ? '' : this.#object + text;
  }

  #finished(text: string): FoundRow {
    this.#keep(text);
    const [object, isTooLong] = [this.#object, this.#isTooLong];
    [this.#object, this.#isTooLong] = ['', false];
    return isTooLong
      ? { line: this.startedAt, reason: 'the row is too long' }
      : foundJson(this.startedAt, object.trimStart());
  }
}
