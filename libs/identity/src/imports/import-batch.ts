import { encodedColumns, StagedRows } from '@portero/database';
import { newUserColumns, type NewUserDefaults, sharedColumns, stagedColumns } from './import-columns';
import type { ImportRow, Rejection } from './import-row';

/** The number of rows that one transaction merges. */
const SIZE = 10_000;

/** As `raiseUserIds` reads external ids. */
const NUMERIC = /^[1-9]\d{0,8}$/u;

/** Rows of a file that are merged together. No two of them name the same user. Only their encoded form is kept. */
export class ImportBatch {
  /** The number of rows of the file that the batch covers. */
  read = 0;
  /** The rows in the form for the statement that merges them. */
  readonly staged = new StagedRows();
  /** The same users in the form for `COPY` into the users table; empty when the batch cannot be copied. */
  readonly newUsers = new StagedRows();
  /** The line of the file at which each staged row begins. */
  readonly lines: number[] = [];
  readonly rejected: Rejection[] = [];
  readonly #externalIds = new Set<string>();
  readonly #emails = new Set<string>();
  readonly #usernames = new Set<string>();
  readonly #accounts = new Set<string>();

  /** The highest external id that could also be one of our own ids; 0 without one. */
  highestExternalId = 0;
  readonly #roleIds = new Set<number>();
  #isPlain = true;

  /**
   * @param from the number of rows of the file before the batch
   * @param the defaults for new users; without them the batch can only be merged
   */
  constructor(
    readonly from: number,
    private readonly defaults: NewUserDefaults | null = null,
  ) {}

  /** Whether the batch can be copied into the users table if all of its users are new. */
  get mayBeCopied(): boolean {
    return this.#isPlain && this.newUsers.count > 0;
  }

  get isFull(): boolean {
    return this.read >= SIZE;
  }

  /** Adds a row. @returns `false`, and adds nothing, when another row of the batch names the same user */
  add(line: number, row: ImportRow): boolean {
    const accounts = row.accounts.map(({ provider, subject }) => `${provider}/${subject}`);
    if (this.names(row, accounts)) return false;
    if (row.external_id !== null) this.#externalIds.add(row.external_id);
    if (row.email_key !== null) this.#emails.add(row.email_key);
    if (row.username_key !== null) this.#usernames.add(row.username_key);
    for (const account of accounts) this.#accounts.add(account);
    this.encode(row);
    this.lines.push(line);
    this.read += 1;
    return true;
  }

  /** Counts a row that cannot be imported. */
  reject(line: number, reason: string): void {
    this.read += 1;
    this.rejected.push({ line, reason });
  }

  /** The roles of {@link newUsers}. */
  get roleIds(): readonly number[] {
    return [...this.#roleIds];
  }

  private encode(row: ImportRow): void {
    const shared = encodedColumns(sharedColumns(row));
    this.staged.addEncoded(`${shared}\t${encodedColumns(stagedColumns(this.lines.length, row))}`);
    if (row.accounts.length > 0 || row.totp_id !== null) this.#isPlain = false;
    if (this.defaults === null || !this.#isPlain) return;
    if (NUMERIC.test(row.external_id ?? '')) {
      this.highestExternalId = Math.max(this.highestExternalId, Number(row.external_id));
    }
    this.#roleIds.add(row.role_id ?? this.defaults.roleId);
    this.newUsers.addEncoded(`${shared}\t${encodedColumns(newUserColumns(row, this.defaults))}`);
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
