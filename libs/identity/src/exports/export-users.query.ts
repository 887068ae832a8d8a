import type { ExternalAccount } from '@portero/database';
import { PERSONAL_COLUMNS, type PersonalDetails } from '../accounts/personal-details';

/** A row of the statement. */
export interface ExportedRow extends PersonalDetails {
  readonly id: number;
  readonly external_id: string | null;
  readonly email: string;
  readonly has_email: boolean;
  readonly username: string | null;
  readonly role_id: number;
  readonly country_code: string;
  readonly active: boolean;
  readonly verified_at: Date | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly password_hash: string | null;
  readonly foreign_hash: string | null;
  readonly accounts: readonly { readonly provider: ExternalAccount['provider']; readonly id: string }[] | null;
  readonly totp_id: string | null;
  readonly totp_sealed: Buffer | null;
}

/**
 * The next users of an owner by id, without those who claim an e-mail that another user holds. $1 owner, $2 last id
 * read, $3 number of users, $4 whether to include secrets
 */
export const EXPORT_USERS = `
WITH page AS MATERIALIZED (
  SELECT * FROM users WHERE owner_id = $1::int AND id > $2::int AND claimed_email_key IS NULL ORDER BY id LIMIT $3::int
)
SELECT u.id, u.external_id, u.email, u.email_key IS NOT NULL AS has_email, u.username, ${PERSONAL_COLUMNS},
  u.role_id, u.country_code, u.active, u.verified_at, u.disabled_at, u.created_at,
  CASE WHEN $4::boolean THEN u.password_hash END AS password_hash,
  CASE WHEN $4::boolean THEN u.foreign_hash END AS foreign_hash,
  (SELECT json_agg(json_build_object('provider', e.provider, 'id', e.subject) ORDER BY e.id)
   FROM external_identities e WHERE e.user_id = u.id) AS accounts,
  t.id AS totp_id, t.sealed AS totp_sealed
FROM page u LEFT JOIN user_totp_secrets t ON $4::boolean AND t.user_id = u.id
ORDER BY u.id`;
