import type { ExportedUser } from '@portero/identity';

/** A format of exported users. */
export interface ExportFormat {
  /** Before the first user. */
  readonly head: string;
  /** One user. @returns `null` when the format cannot represent it */
  row(user: ExportedUser, notes: ExportNotes): string | null;
  /** Between two users. */
  readonly separator: string;
  /** After the last user. */
  readonly tail: string;
}

/** What a format cannot represent, with the number of users. */
export class ExportNotes {
  readonly #counts = new Map<string, number>();

  add(note: string): void {
    this.#counts.set(note, (this.#counts.get(note) ?? 0) + 1);
  }

  /** The most frequent first. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([, one], [, other]) => other - one));
  }
}

/** A record of CSV (RFC 4180). `null` is an empty field, an empty text `""`, as `COPY … CSV` reads them. */
export function csvRecord(values: readonly (string | null)[]): string {
  return values.map((value) => (value === null ? '' : quoted(value))).join(',');
}

/** Texts that databases read as NULL are quoted too. */
function quoted(value: string): string {
  return /^$|^\s|\s$|[",\r\n]|^(?:NULL|\\N)$/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
