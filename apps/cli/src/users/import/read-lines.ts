import { type FoundRow, foundJson, MAX_ROW_LENGTH } from './found-row';

/** Reads JSON, one object a line. Empty lines are no rows. */
export async function* readLines(texts: AsyncIterable<string>): AsyncIterable<FoundRow> {
  for await (const rows of readLinePieces(texts)) yield* rows;
}

/** {@link readLines}, with all rows of a piece at once. */
export async function* readLinePieces(texts: AsyncIterable<string>): AsyncIterable<readonly FoundRow[]> {
  let [rest, line, isTooLong] = ['', 1, false];
  for await (const text of texts) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    const rows: FoundRow[] = [];
    for (const part of parts) {
      addRow(rows, line, part, isTooLong);
      isTooLong = false;
      line += 1;
    }
    if (rest.length > MAX_ROW_LENGTH) [rest, isTooLong] = ['', true];
    yield rows;
  }
  const last: FoundRow[] = [];
  addRow(last, line, rest, isTooLong);
  yield last;
}

/** @param isTooLong whether the beginning of the line was dropped */
function addRow(rows: FoundRow[], line: number, text: string, isTooLong: boolean): void {
  const row = text.trim();
  if (isTooLong || row.length > MAX_ROW_LENGTH) rows.push({ line, reason: 'the row is too long' });
  else if (row !== '') rows.push(foundJson(line, row));
}
