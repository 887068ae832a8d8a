/** A user whose hash is weak. */
export interface WeakRow {
  readonly id: number;
  readonly password_hash: string;
}

/** $1 owner, $2 labels */
export const COUNT_WEAK = `
SELECT foreign_hash AS label, count(*)::int AS users FROM users
WHERE owner_id = $1::int AND foreign_hash = ANY($2::text[]) AND password_hash IS NOT NULL
GROUP BY foreign_hash ORDER BY foreign_hash`;

/** The next users by id. $1 owner, $2 labels, $3 the last id that was read, $4 the number of users */
export const FIND_WEAK = `
SELECT id, password_hash FROM users
WHERE owner_id = $1::int AND foreign_hash = ANY($2::text[]) AND id > $3::int AND password_hash IS NOT NULL
ORDER BY id LIMIT $4::int`;

/**
 * Replaces hashes that are still the current ones. The link lets a log-in continue that has read the old hash.
 * `updated_at` is not changed, because the user has not changed. $1 ids, $2 old hashes, $3 new hashes, $4 their labels
 */
export const WRITE_WRAPPED = `
UPDATE users u SET password_hash = w.hash, foreign_hash = w.label,
  renewal_link = sha256(convert_to(concat(w.old, ' ', w.hash), 'UTF8'))
FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS w(id, old, hash, label)
WHERE u.id = w.id AND u.password_hash = w.old
RETURNING u.id`;
