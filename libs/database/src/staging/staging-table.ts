/** A temporary table that lives as long as one transaction. */
export interface StagingTable {
  readonly name: string;
  /** Types by the names of the columns, in their order. */
  readonly columns: Readonly<Record<string, string>>;
}

/** The target table and its columns, in order. */
export interface CopyTarget {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The value of a column. Other types are converted to text. */
export type StagedValue = string | number | boolean | null;

/** Text is encoded in pieces of about this many characters, because long strings would fill the heap. */
const PIECE = 32_768;

const MARKED = /[\b\t\n\v\f\r\\]/u;
const MARKS = /[\b\t\n\v\f\r\\]/gu;
const LETTERS: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
};

/** Rows on their way into a table, already in the text format of `COPY`. */
export class StagedRows {
  readonly #pieces: Buffer[] = [];
  #text = '';
  #count = 0;

  /** The number of rows. */
  get count(): number {
    return this.#count;
  }

  /** @param values one a column, in the order of the table. A text must not hold U+0000: PostgreSQL refuses it. */
  add(values: readonly StagedValue[]): void {
    this.addEncoded(encodedColumns(values));
  }

  /** @param columns what {@link encodedColumns} made, joined by tabs: two tables may share columns that are encoded once */
  addEncoded(columns: string): void {
    this.#text += `${columns}\n`;
    this.#count += 1;
    if (this.#text.length >= PIECE) this.#cut();
  }

  /** The data of `COPY … FROM STDIN`. */
  pieces(): readonly Buffer[] {
    if (this.#text !== '') this.#cut();
    return this.#pieces;
  }

  #cut(): void {
    this.#pieces.push(Buffer.from(this.#text));
    this.#text = '';
  }
}

/** Neighbouring columns of a row in the text format of `COPY`. */
export function encodedColumns(values: readonly StagedValue[]): string {
  let columns = '';
  for (let at = 0; at < values.length; at += 1) columns += (at === 0 ? '' : '\t') + encoded(values[at] ?? null);
  return columns;
}

function encoded(value: StagedValue): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return MARKED.test(value) ? value.replace(MARKS, (mark) => LETTERS[mark] ?? mark) : value;
}

/** Creates the table; the end of the transaction drops it. */
export function creationOf({ name, columns }: StagingTable): string {
  const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  return `CREATE TEMP TABLE ${name} (${list.join(', ')}) ON COMMIT DROP`;
}

/** Where the rows of a staging table go. */
export function targetOf({ name, columns }: StagingTable): CopyTarget {
  return { name: `pg_temp.${name}`, columns: Object.keys(columns) };
}

/** @param source what follows `FROM` */
export function copyInto({ name, columns }: CopyTarget, source: string): string {
  return `COPY ${name} (${columns.join(', ')}) FROM ${source}`;
}
