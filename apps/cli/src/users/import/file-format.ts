import type { FoundRow, RowReader } from './found-row';
import { readCsvPieces } from './read-csv';
import { readLinePieces } from './read-lines';
import { readObjectPieces } from './read-objects';

/** Maps our fields to columns of the file. */
export type ColumnMap = Readonly<Record<string, string>>;

/** Our fields of a row. */
export const FIELDS = [
  ...['externalId', 'email', 'emailVerified', 'username', 'name', 'surname', 'phone', 'country', 'role', 'disabled'],
  ...['createdAt', 'passwordHash', 'externalAccounts', 'totpSecret'],
] as const;

/** A kind of file. */
export interface FileFormat {
  readonly read: RowReader;
  readonly map: ColumnMap;
  /** Converts a read entry into our fields; `null` if it is not a user. */
  readonly unpack?: (columns: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | null;
}

const OWN: ColumnMap = Object.fromEntries(FIELDS.map((field) => [field, field]));

const DJANGO: ColumnMap = {
  externalId: 'pk',
  email: 'email',
  username: 'username',
  name: 'first_name',
  surname: 'last_name',
  disabled: 'disabled',
  createdAt: 'date_joined',
  passwordHash: 'password',
};

const LARAVEL: ColumnMap = {
  externalId: 'id',
  email: 'email',
  emailVerified: 'emailVerified',
  name: 'name',
  createdAt: 'created_at',
  passwordHash: 'password',
};

/** Every kind of file, by the name that `--format` takes. */
export const FILE_FORMATS = {
  ndjson: { read: readLinePieces, map: OWN },
  csv: { read: readCsvPieces, map: OWN },
  django: { read: readObjectPieces, map: DJANGO, unpack: unpackDjango },
  laravel: { read: readCsvPieces, map: LARAVEL, unpack: unpackLaravel },
} as const satisfies Readonly<Record<string, FileFormat>>;

/** One of {@link FILE_FORMATS}. */
export type FormatName = keyof typeof FILE_FORMATS;

/** The format of a file by its name: CSV, and otherwise NDJSON. */
export function formatOf(file: string): FormatName {
  return /\.csv(?:\.gz)?$/iu.test(file) ? 'csv' : 'ndjson';
}

/** A format with other column names. */
export function mapped(format: FileFormat, map: ColumnMap): FileFormat {
  return Object.keys(map).length === 0 ? format : { ...format, map: { ...format.map, ...map } };
}

/** The values under our names; `null` if it is not a user. */
export function renamed(found: FoundRow, { map, unpack }: FileFormat): FoundRow | null {
  if ('reason' in found) return found;
  const columns = unpack === undefined ? found.columns : unpack(found.columns);
  if (columns === null) return null;
  if (map === OWN) return columns === found.columns ? found : { line: found.line, columns };
  const fields: Record<string, unknown> = {};
  for (const field in map) fields[field] = ownValue(columns, map[field] ?? '');
  return { line: found.line, columns: fields };
}

function ownValue(columns: Readonly<Record<string, unknown>>, column: string): unknown {
  return Object.hasOwn(columns, column) ? columns[column] : undefined;
}

/** `dumpdata` writes every model; those with a password are users. */
function unpackDjango(dumped: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
  const fields = dumped['fields'];
  if (typeof fields !== 'object' || fields === null || !('password' in fields)) return null;
  const isActive = 'is_active' in fields ? fields.is_active : undefined;
  return { ...fields, pk: dumped['pk'], ...(isActive === undefined ? {} : { disabled: isActive !== true }) };
}

/** An empty date means that the e-mail is not verified. */
function unpackLaravel(columns: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...columns, emailVerified: columns['email_verified_at'] ?? false };
}
