import type { PersonalDetails } from '../accounts/personal-details';

/** What happens to a row whose user exists already. */
export type ConflictPolicy = 'skip' | 'update' | 'fail';

/** A row as the database merges it. Column names are those of the statement. */
export interface ImportRow extends PersonalDetails {
  readonly external_id: string | null;
  readonly email: string;
  readonly email_key: string | null;
  readonly username: string | null;
  readonly username_key: string | null;
  readonly password_hash: string | null;
  readonly foreign_hash: string | null;
  /** `null` when the row names none. */
  readonly role_id: number | null;
  /** ISO 3166-1 alpha-2; `null` when the row has none. */
  readonly country_code: string | null;
  /** `null` when the row does not say whether the e-mail is verified. */
  readonly verified: boolean | null;
  /** `null` when the row gives no date. */
  readonly verified_at: Date | null;
  /** `null` when the row does not say whether the user is disabled. */
  readonly disabled: boolean | null;
  /** `null` when the row gives no date. */
  readonly disabled_at: Date | null;
  readonly created_at: Date | null;
  readonly accounts: readonly { readonly provider: string; readonly subject: string }[];
  readonly totp_id: string | null;
  /** Sealed under the master key, in base64. */
  readonly totp_sealed: string | null;
}

/** A row that was not imported, and its first line in the file. */
export interface Rejection {
  readonly line: number;
  readonly reason: string;
}

/** Why a row cannot be imported. The message holds no value of the row. */
export class RowError extends Error {
  override readonly name = 'RowError';
}

/** Thrown under the policy `fail`: the user of a row exists already, and nothing of its batch was written. */
export class ImportConflictError extends Error {
  override readonly name = 'ImportConflictError';

  constructor(readonly line: number) {
    super(`The user of line ${line} exists already.`);
  }
}

/** Thrown when another process has continued the import. Nothing of the batch was written. */
export class ImportTakenOverError extends Error {
  override readonly name = 'ImportTakenOverError';

  constructor() {
    super('Another process has continued this import.');
  }
}
