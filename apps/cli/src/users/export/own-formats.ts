import type { ExportedUser } from '@portero/identity';
import { FIELDS } from '../import/file-format';
import { csvRecord, type ExportFormat } from './export-format';

type Row = Readonly<Record<(typeof FIELDS)[number], unknown>>;

/** The fields of a user that an import reads. */
function rowOf({ passwordHash, ...user }: ExportedUser): Row {
  return {
    externalId: user.externalId,
    email: user.email,
    emailVerified: user.emailVerified,
    username: user.username,
    name: user.name,
    surname: user.surname,
    phone: user.phone,
    country: user.country,
    role: user.role,
    disabled: user.disabled,
    createdAt: user.createdAt,
    passwordHash,
    externalAccounts: user.externalAccounts,
    totpSecret: user.totpSecret,
  };
}

/** One JSON object a line; what is absent is left out. */
export const NDJSON: ExportFormat = {
  head: '',
  row(user) {
    const { externalAccounts, ...row } = rowOf(user);
    const present = Object.entries(row).filter(([, value]) => value !== null);
    const accounts = user.externalAccounts.length === 0 ? {} : { externalAccounts };
    return JSON.stringify({ ...Object.fromEntries(present), ...accounts });
  },
  separator: '\n',
  tail: '\n',
};

function csvText(value: unknown): string | null {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? null : JSON.stringify(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The same fields as CSV. */
export const CSV: ExportFormat = {
  head: `${csvRecord(FIELDS)}\n`,
  row(user) {
    const row = rowOf(user);
    return csvRecord(FIELDS.map((field) => csvText(row[field])));
  },
  separator: '\n',
  tail: '\n',
};
