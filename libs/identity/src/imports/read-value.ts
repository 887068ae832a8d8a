import { RowError } from './import-row';

/** The values of a row, by our names of the fields. */
export type RawRow = Readonly<Record<string, unknown>>;

/** Control characters cannot be stored or shown; an unpaired surrogate is not a character. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

const TRUE = new Set(['true', 't', '1', 'yes', 'y']);
const FALSE = new Set(['false', 'f', '0', 'no', 'n']);
/** With or without a time zone; without one it is UTC, as Laravel and Django write it. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/iu;

/** Text of a field, trimmed; `null` when it is absent or empty. Numbers are read as text. Throws `RowError`. */
export function textOf(row: RawRow, field: string, most: number): string | null {
  const value = row[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') throw new RowError(`${field} is not text`);
  const text = String(value).trim();
  if (text === '') return null;
  if (text.length > most) throw new RowError(`${field} is longer than ${most} characters`);
  if (UNSTORABLE.test(text)) throw new RowError(`${field} has control characters`);
  return text;
}

/** A time; `null` when the field is absent. Numbers are seconds or milliseconds since 1970. Throws `RowError`. */
export function momentOf(row: RawRow, field: string): Date | null {
  const text = textOf(row, field, 40);
  if (text === null) return null;
  const date = /^\d{9,13}$/u.test(text) ? epoch(Number(text)) : written(text);
  if (date === null || Number.isNaN(date.getTime())) throw new RowError(`${field} is not a date`);
  return date;
}

/** A boolean, or the time since when it is true; `null` when the field is absent. Throws `RowError`. */
export function flagOf(row: RawRow, field: string): { readonly is: boolean; readonly since: Date | null } | null {
  const value = row[field];
  if (typeof value === 'boolean') return { is: value, since: null };
  const text = textOf(row, field, 40)?.toLowerCase() ?? null;
  if (text === null) return null;
  if (TRUE.has(text) || FALSE.has(text)) return { is: TRUE.has(text), since: null };
  return { is: true, since: momentOf(row, field) };
}

function epoch(value: number): Date {
  return new Date(value > 99_999_999_999 ? value : value * 1000);
}

function written(text: string): Date | null {
  const [, day, time = '00:00:00', zone = 'Z'] = MOMENT.exec(text) ?? [];
  if (day === undefined) return null;
  const offset = /^[+-]\d{2}$/u.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d{2})(\d{2})$/u, '$1:$2');
  return new Date(`${day}T${time}${offset.toUpperCase()}`);
}
