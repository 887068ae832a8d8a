import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type FoundRow, MAX_ROW_LENGTH } from './found-row';

/** The spellings of NULL by databases; in quotes they are texts. */
const NULLS = new Set(['', 'NULL', '\\N']);

/** The number of records that are yielded together. */
const AT_ONCE = 100;

interface CsvRecord {
  readonly record: readonly (string | null)[];
  readonly info: { readonly lines: number };
}

/** Reads CSV (RFC 4180) whose first record names the columns. */
export async function* readCsv(texts: AsyncIterable<string>): AsyncIterable<FoundRow> {
  for await (const rows of readCsvPieces(texts)) yield* rows;
}

/** {@link readCsv}, with several rows at once. */
export async function* readCsvPieces(texts: AsyncIterable<string>): AsyncIterable<readonly FoundRow[]> {
  const skipped: FoundRow[] = [];
  const parser = Readable.from(texts).pipe(
    parse({
      ...{ bom: true, info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
      ...{ skip_records_with_error: true, max_record_size: MAX_ROW_LENGTH },
      cast: (value, { quoting, header }) => (!quoting && !header && NULLS.has(value) ? null : value),
      on_skip: (error) => {
        skipped.push({ line: Number(error?.['lines'] ?? 0), reason: 'the row is not CSV' });
        return undefined;
      },
    }),
  );
  let names: readonly string[] | null = null;
  let rows: FoundRow[] = [];
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    rows.push(...skipped.splice(0));
    if (names === null) names = record.map((name) => (name ?? '').trim());
    else if (record.length === names.length) rows.push({ line: info.lines, columns: columnsOf(names, record) });
    else
      rows.push({ line: info.lines, reason: `the row has ${record.length} columns and the heading ${names.length}` });
    if (rows.length < AT_ONCE) continue;
    yield rows;
    rows = [];
  }
  yield [...rows, ...skipped];
}

function columnsOf(names: readonly string[], record: CsvRecord['record']): Record<string, string | null> {
  const columns: Record<string, string | null> = {};
  for (let at = 0; at < names.length; at += 1) columns[names[at] ?? ''] = record[at] ?? null;
  return columns;
}
