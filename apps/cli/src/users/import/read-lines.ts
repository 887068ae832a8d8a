import { type FoundRow, foundJson, MAX_ROW_LENGTH } from './found-row';

/** Reads JSON, one object a line. Empty lines are no rows. */
export async function* readLines(texts: AsyncIterable<string>): AsyncIterable<FoundRow> {
  let [rest, line, isTooLong] = ['', 1, false];
  for await (const text of texts) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (isTooLong) yield { line, reason: 'the row is too long' };
      else yield* rowOf(line, part);
      isTooLong = false;
      line += 1;
    }
    if (rest.length > MAX_ROW_LENGTH) [rest, isTooLong] = ['', true];
  }
  if (isTooLong) yield { line, reason: 'the row is too long' };
  else yield* rowOf(line, rest);
}

function* rowOf(line: number, text: string): Iterable<FoundRow> {
  const row = text.trim();
  if (row !== '') yield row.length > MAX_ROW_LENGTH ? { line, reason: 'the row is too long' } : foundJson(line, row);
}
