/** Rows in columns, each as wide as its widest cell. The last one runs on. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** A table with a heading. Control characters in values are replaced, so that they cannot move the cursor. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return columns([heading.map((cell) => cell.toUpperCase()), ...rows.map((row) => row.map(printable))]);
}

/** `name   value` lines, indented. */
export function fields(entries: readonly (readonly [name: string, value: string])[]): string[] {
  return columns(entries.map(([name, value]) => [`  ${name}`, printable(value)]));
}

/** A time to the second, in UTC; a dash for none. */
export function moment(date: Date | null): string {
  return date === null ? '-' : `${date.toISOString().slice(0, 19)}Z`;
}

/** `1 session`, `2 sessions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
}
