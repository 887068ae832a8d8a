/** What became of a row. The last four are refusals. */
export type MergeOutcome =
  'created' | 'updated' | 'skipped' | 'conflict' | 'two_users' | 'account_taken' | 'other_external_id';

/** The outcome of one row; `id` is that of its user. The flags are about users that were updated. */
export interface MergedRow {
  readonly n: number;
  readonly id: number | null;
  readonly outcome: MergeOutcome;
  readonly role_changed: boolean;
  readonly newly_disabled: boolean;
}

const COLUMNS = `n int, external_id text, email text, email_key text, username text, username_key text,
  password_hash text, foreign_hash text, name text, surname text, phone text, role_id smallint, country_code text,
  verified boolean, verified_at timestamptz, disabled boolean, disabled_at timestamptz, created_at timestamptz,
  accounts json, totp_id uuid, totp_sealed text`;

/**
 * Merges a batch in one statement: matches by external id, e-mail and username, decides, and writes. No two rows of a
 * batch may name the same user. A password that has been used or changed here is never replaced.
 *
 * $1 owner, $2 the rows in JSON, $3 conflict policy, $4 import, $5 imports of the same file, $6 now, $7 whether to write,
 * $8 default country, $9 default role
 */
export const MERGE_ROWS = `
WITH given AS MATERIALIZED (SELECT * FROM json_to_recordset($2::json) AS g(${COLUMNS})),
matched AS MATERIALIZED (
  SELECT g.*, x.id AS by_external, e.id AS by_email, u.id AS by_username, COALESCE(x.id, e.id, u.id) AS found
  FROM given g
  LEFT JOIN users x ON x.owner_id = $1::int AND x.external_id = g.external_id
  LEFT JOIN users e ON e.owner_id = $1::int AND e.email_key = g.email_key
  LEFT JOIN users u ON u.owner_id = $1::int AND u.username_key = g.username_key
),
decided AS MATERIALIZED (
  SELECT m.*, CASE
    WHEN m.by_email <> m.found OR m.by_username <> m.found THEN 'two_users'
    WHEN m.found IS NOT NULL AND $3 = 'skip' THEN 'skipped'
    WHEN m.found IS NOT NULL AND $3 = 'fail' AND (m.by_external IS NOT NULL OR t.import_id = ANY($5::int[])) THEN 'skipped'
    WHEN m.found IS NOT NULL AND $3 = 'fail' THEN 'conflict'
    WHEN EXISTS (
      SELECT FROM json_to_recordset(m.accounts) AS a(provider text, subject text)
      JOIN external_identities i ON i.owner_id = $1::int AND i.provider = a.provider AND i.subject = a.subject
      WHERE i.user_id IS DISTINCT FROM m.found) THEN 'account_taken'
    WHEN m.found IS NULL THEN 'created'
    WHEN m.by_external IS NULL AND m.external_id <> t.external_id THEN 'other_external_id'
    ELSE 'updated' END AS outcome,
    m.role_id <> t.role_id AS role_changed, m.disabled AND t.active AS newly_disabled
  FROM matched m LEFT JOIN users t ON t.id = m.found
),
numbered AS MATERIALIZED (
  SELECT d.*, CASE WHEN d.outcome = 'created' AND $7::boolean
    THEN nextval(pg_get_serial_sequence('users', 'id'))::int ELSE d.found END AS id
  FROM decided d
),
created AS (
  INSERT INTO users (id, owner_id, external_id, email, email_key, username, username_key, password_hash, foreign_hash,
    name, surname, phone, role_id, country_code, active, verified_at, disabled_at, import_id, created_at, updated_at)
  SELECT id, $1::int, external_id, email, email_key, username, username_key, password_hash, foreign_hash,
    name, surname, phone, COALESCE(role_id, $9::smallint), COALESCE(country_code, $8), disabled IS NOT TRUE,
    CASE WHEN verified THEN verified_at END, CASE WHEN disabled THEN disabled_at END, $4::int,
    COALESCE(created_at, $6::timestamptz), $6::timestamptz
  FROM numbered WHERE outcome = 'created' AND $7::boolean
),
updated AS (
  UPDATE users u SET
    external_id = COALESCE(r.external_id, u.external_id),
    email = CASE WHEN r.email_key IS NULL THEN u.email ELSE r.email END,
    email_key = COALESCE(r.email_key, u.email_key),
    username = COALESCE(r.username, u.username), username_key = COALESCE(r.username_key, u.username_key),
    password_hash = CASE WHEN r.password_hash IS NOT NULL AND (u.password_hash IS NULL OR u.foreign_hash IS NOT NULL)
      THEN r.password_hash ELSE u.password_hash END,
    foreign_hash = CASE WHEN r.password_hash IS NOT NULL AND (u.password_hash IS NULL OR u.foreign_hash IS NOT NULL)
      THEN r.foreign_hash ELSE u.foreign_hash END,
    name = COALESCE(r.name, u.name), surname = COALESCE(r.surname, u.surname), phone = COALESCE(r.phone, u.phone),
    role_id = COALESCE(r.role_id, u.role_id), country_code = COALESCE(r.country_code, u.country_code),
    active = CASE WHEN r.disabled IS NULL THEN u.active ELSE NOT r.disabled END,
    disabled_at = CASE WHEN r.disabled IS NULL THEN u.disabled_at
      WHEN r.disabled THEN COALESCE(u.disabled_at, r.disabled_at) END,
    verified_at = CASE WHEN r.email_key IS NULL OR (r.verified IS NULL AND r.email_key = u.email_key) THEN u.verified_at
      WHEN r.verified THEN CASE WHEN r.email_key = u.email_key THEN COALESCE(u.verified_at, r.verified_at)
        ELSE r.verified_at END
      WHEN r.email_key = u.email_key THEN u.verified_at END,
    import_id = CASE WHEN u.import_id = $4::int THEN u.import_id END,
    self_registered = false, unverified_until = NULL,
    updated_at = $6::timestamptz
  FROM numbered r WHERE u.id = r.id AND r.outcome = 'updated' AND $7::boolean
),
linked AS (
  INSERT INTO external_identities (owner_id, user_id, provider, subject, linked_at)
  SELECT $1::int, r.id, a.provider, a.subject, $6::timestamptz
  FROM numbered r CROSS JOIN LATERAL json_to_recordset(r.accounts) AS a(provider text, subject text)
  WHERE r.outcome IN ('created', 'updated') AND $7::boolean
  ON CONFLICT DO NOTHING
),
sealed AS (
  INSERT INTO user_totp_secrets (id, user_id, sealed)
  SELECT totp_id, id, decode(totp_sealed, 'base64') FROM numbered
  WHERE outcome IN ('created', 'updated') AND totp_id IS NOT NULL AND $7::boolean
  ON CONFLICT (user_id) DO NOTHING
)
SELECT n, id, outcome, outcome = 'updated' AND role_changed IS TRUE AS role_changed,
  outcome = 'updated' AND newly_disabled IS TRUE AS newly_disabled
FROM numbered ORDER BY n`;

/**
 * Gives updated users the label of their hash back: the trigger that forgets it cannot tell a newer hash of the same
 * format, which an import brings, from a hash of ours. $1 ids, $2 hashes, $3 labels
 */
export const LABEL_UPDATED_HASHES = `
UPDATE users u SET foreign_hash = g.label
FROM unnest($1::int[], $2::text[], $3::text[]) AS g(id, hash, label)
WHERE u.id = g.id AND u.password_hash = g.hash AND u.foreign_hash IS NULL`;

/**
 * Deletes users of an import whom nobody has used: no session, nothing recorded in the audit log that took an account,
 * and no change. Strangers' failed tries are no use.
 *
 * $1 owner, $2 import, $3 lowest id, $4 highest id
 */
export const DELETE_UNUSED = `
DELETE FROM users u USING user_imports i
WHERE i.id = $2::int AND u.owner_id = $1::int AND u.import_id = i.id AND u.id BETWEEN $3::int AND $4::int
  AND u.updated_at <= COALESCE(i.finished_at, u.updated_at)
  AND NOT EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id)
  AND NOT EXISTS (SELECT FROM audit_events a WHERE a.owner_id = $1::int AND a.user_id = u.id
    AND a.outcome = 'ok' AND a.event <> 'code_requested')
RETURNING u.id`;
