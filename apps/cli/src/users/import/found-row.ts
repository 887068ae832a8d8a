/** An entry of a file. */
export type FoundRow =
  | { readonly line: number; readonly columns: Readonly<Record<string, unknown>> }
  /** An entry that is not a row. */
  | { readonly line: number; readonly reason: string };

/**
 * Reads rows from a text that arrives in pieces. It yields all rows of a piece at once, because a promise per row would
 * be slow.
 */
export type RowReader = (texts: AsyncIterable<string>) => AsyncIterable<readonly FoundRow[]>;

/** Longer rows are not read, because an endless row would fill the memory. */
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
