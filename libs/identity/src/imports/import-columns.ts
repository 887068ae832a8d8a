import type { CopyTarget, StagedValue, StagingTable } from '@portero/database';
import { PERSONAL_DETAILS } from '../accounts/personal-details';
import type { ImportRow } from './import-row';

/** Values for users whose rows do not give them. */
export interface NewUserDefaults {
  readonly ownerId: number;
  readonly importId: number;
  readonly now: Date;
  readonly roleId: number;
  readonly countryCode: string;
  readonly uuid: () => string;
}

/** Columns of `users` that a row holds unchanged. */
const SHARED = [
  ...(['external_id', 'email', 'email_key', 'username', 'username_key', 'password_hash', 'foreign_hash'] as const),
  ...PERSONAL_DETAILS,
];

/** The staging table for the rows of a batch, from which a statement merges them. */
export const STAGED_ROWS: StagingTable = {
  name: 'user_import_rows',
  columns: {
    ...Object.fromEntries(SHARED.map((column) => [column, 'text'])),
    ...{ n: 'int', role_id: 'smallint', country_code: 'text', verified: 'boolean', verified_at: 'timestamptz' },
    ...{ disabled: 'boolean', disabled_at: 'timestamptz', created_at: 'timestamptz', accounts: 'json' },
    ...{ totp_id: 'uuid', totp_sealed: 'text' },
  },
};

/** The target of rows whose users are all new. */
export const NEW_USERS: CopyTarget = {
  name: 'users',
  columns: [
    ...SHARED,
    ...['uuid', 'owner_id', 'import_id', 'role_id', 'country_code', 'active', 'verified_at', 'disabled_at'],
    ...['created_at', 'updated_at'],
  ],
};

/** The columns that both tables begin with. */
export function sharedColumns(row: ImportRow): StagedValue[] {
  return SHARED.map((column) => row[column]);
}

/** The rest of {@link STAGED_ROWS}. @param n place of the row in the batch */
export function stagedColumns(n: number, row: ImportRow): StagedValue[] {
  return [
    n,
    row.role_id,
    row.country_code,
    row.verified,
    momentText(row.verified_at),
    row.disabled,
    momentText(row.disabled_at),
    momentText(row.created_at),
    row.accounts.length === 0 ? null : JSON.stringify(row.accounts),
    row.totp_id,
    row.totp_sealed,
  ];
}

/** The rest of {@link NEW_USERS}: what `MERGE_ROWS` makes of a row whose user is new. */
export function newUserColumns(row: ImportRow, defaults: NewUserDefaults): StagedValue[] {
  const { uuid, ownerId, importId, now, roleId, countryCode } = defaults;
  const disabled = row.disabled === true;
  return [
    uuid(),
    ownerId,
    importId,
    row.role_id ?? roleId,
    row.country_code ?? countryCode,
    !disabled,
    row.verified === true ? momentText(row.verified_at ?? now) : null,
    disabled ? momentText(row.disabled_at ?? now) : null,
    momentText(row.created_at ?? now),
    momentText(now),
  ];
}

function momentText(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString();
}
