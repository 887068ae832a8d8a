import { StagedRows, type StagingTable } from '@portero/database';
import type { ImportRow, Rejection } from './import-row';

/** Rows that one transaction merges. */
const SIZE = 10_000;

/** Where the rows of a batch wait for the statement that merges them. */
export const STAGED_ROWS: StagingTable = {
  name: 'user_import_rows',
  columns: {
    ...{ n: 'int', external_id: 'text', email: 'text', email_key: 'text', username: 'text', username_key: 'text' },
    ...{ password_hash: 'text', foreign_hash: 'text', name: 'text', surname: 'text', phone: 'text' },
    ...{ role_id: 'smallint', country_code: 'text', verified: 'boolean', verified_at: 'timestamptz' },
    ...{ disabled: 'boolean', disabled_at: 'timestamptz', created_at: 'timestamptz', accounts: 'json' },
    ...{ totp_id: 'uuid', totp_sealed: 'text' },
  },
};

/** Rows of a file that are merged together, of which no two name the same user. Only their encoded form is kept. */
export class ImportBatch {
  /** Rows of the file that the batch stands for. */
  read = 0;
  readonly staged = new StagedRows();
  /** Where in the file each staged row begins. */
  readonly lines: number[] = [];
  readonly rejected: Rejection[] = [];
  readonly #externalIds = new Set<string>();
  readonly #emails = new Set<string>();
  readonly #usernames = new Set<string>();
  readonly #accounts = new Set<string>();

  /** @param from rows of the file before the batch */
  constructor(readonly from: number) {}

  get isFull(): boolean {
    return this.read >= SIZE;
  }

  /** Adds a row. @returns `false`, and adds nothing, when another one of the batch names the same user */
  add(line: number, row: ImportRow): boolean {
    const accounts = row.accounts.map(({ provider, subject }) => `${provider}/${subject}`);
    if (this.names(row, accounts)) return false;
    if (row.external_id !== null) this.#externalIds.add(row.external_id);
    if (row.email_key !== null) this.#emails.add(row.email_key);
    if (row.username_key !== null) this.#usernames.add(row.username_key);
    for (const account of accounts) this.#accounts.add(account);
    this.staged.add(valuesOf(this.lines.length, row));
    this.lines.push(line);
    this.read += 1;
    return true;
  }

  /** Counts a row that cannot be imported. */
  reject(line: number, reason: string): void {
    this.read += 1;
    this.rejected.push({ line, reason });
  }

  private names({ external_id, email_key, username_key }: ImportRow, accounts: readonly string[]): boolean {
    return (
      (external_id !== null && this.#externalIds.has(external_id)) ||
      (email_key !== null && this.#emails.has(email_key)) ||
      (username_key !== null && this.#usernames.has(username_key)) ||
      accounts.some((account) => this.#accounts.has(account))
    );
  }
}

function valuesOf(n: number, row: ImportRow): (string | number | boolean | null)[] {
  return [
    n,
    row.external_id,
    row.email,
    row.email_key,
    row.username,
    row.username_key,
    row.password_hash,
    row.foreign_hash,
    row.name,
    row.surname,
    row.phone,
    row.role_id,
    row.country_code,
    row.verified,
    row.verified_at?.toISOString() ?? null,
    row.disabled,
    row.disabled_at?.toISOString() ?? null,
    row.created_at?.toISOString() ?? null,
    row.accounts.length === 0 ? null : JSON.stringify(row.accounts),
    row.totp_id,
    row.totp_sealed,
  ];
}
