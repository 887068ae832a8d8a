import { createHash } from 'node:crypto';
import { defineQuery } from '@portero/database';
import { SUBJECT_COLUMNS, type SubjectRow } from '../tokens/subject-row';

/** An owner, and its user with the given name if there is one. */
type AccountRow = SubjectRow & { readonly o_id: number; readonly u_id: number | null };

/**
 * Selects both in one statement, whether the user exists or not, so that only hashing the password affects the response
 * time.
 */
const accountBy = (column: 'email_key' | 'username_key'): string => `
SELECT ${SUBJECT_COLUMNS}
FROM owners o
LEFT JOIN users u ON u.owner_id = o.id AND u.${column} = $2::varchar
LEFT JOIN roles r ON r.id = u.role_id
WHERE o.uuid = $1::uuid`;

/** Selects the account with an e-mail at an owner; with `null`, only the owner. */
export const FIND_BY_EMAIL = defineQuery<AccountRow, [ownerUuid: string, emailKey: string | null]>({
  name: 'find-account-by-email',
  text: accountBy('email_key'),
});

/** Selects the account with a username at an owner. */
export const FIND_BY_USERNAME = defineQuery<AccountRow, [ownerUuid: string, usernameKey: string]>({
  name: 'find-account-by-username',
  text: accountBy('username_key'),
});

/** Replaces a hash by another hash of the same password, if it is still the current one. */
export const RENEW_HASH = defineQuery<
  { readonly id: number },
  [userId: number, oldHash: string, newHash: string, link: Buffer]
>({
  name: 'renew-password-hash',
  text: `
UPDATE users SET password_hash = $3::varchar, renewal_link = $4::bytea, updated_at = now()
WHERE id = $1::int AND password_hash = $2::varchar RETURNING id`,
});

/** The current hash of a user, and whether it replaced another hash of the same password. */
export const CURRENT_HASH = defineQuery<
  { readonly password_hash: string | null; readonly renewed: boolean | null },
  [userId: number, oldHash: string]
>({
  name: 'find-current-hash',
  text: `
SELECT password_hash, renewal_link = sha256(convert_to(concat($2::text, ' ', password_hash), 'UTF8')) AS renewed
FROM users WHERE id = $1::int`,
});

/** Proof that one hash replaced another without a change of the password: `BEGIN_SESSION` computes the same. */
export function renewalLink(oldHash: string, newHash: string): Buffer {
  return createHash('sha256').update(`${oldHash} ${newHash}`).digest();
}
