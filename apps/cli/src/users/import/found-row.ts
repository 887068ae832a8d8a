/** What a file holds at one place. */
export type FoundRow =
  | { readonly line: number; readonly columns: Readonly<Record<string, unknown>> }
  /** Something that is no row. */
  | { readonly line: number; readonly reason: string };

/** Reads rows out of a text that comes in pieces. They come as many at once as a piece has: a promise a row would take its time. */
export type RowReader = (texts: AsyncIterable<string>) => AsyncIterable<readonly FoundRow[]>;

/** Longer rows are not read: one that never ends would fill the memory. */
export const MAX_ROW_LENGTH = 1024 * 1024;

/** A JSON text that must be an object. */
export function foundJson(line: number, text: string): FoundRow {
  let columns: unknown;
  try {
    columns = JSON.parse(text);
  } catch {
    return { line, reason: 'the row is not JSON' };
  }
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns))
    return { line, reason: 'the row is not an object' };
  return { line, columns: columns as Record<string, unknown> };
}
