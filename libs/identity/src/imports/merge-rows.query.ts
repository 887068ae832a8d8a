import { PERSONAL_DETAILS } from '../accounts/personal-details';
import { raiseUserIds } from '../accounts/raise-user-ids';

/** The result of a row. The last five mean that it was refused. */
export type MergeOutcome =
  'created' | 'updated' | 'skipped' | 'conflict' | 'two_users' | 'name_taken' | 'account_taken' | 'other_external_id';

/** A row that is neither created nor skipped; `id` is that of its user. The flags are about users that were updated. */
export interface MergedRow {
  readonly n: number;
  readonly id: number | null;
  readonly outcome: Exclude<MergeOutcome, 'created' | 'skipped'>;
  readonly role_changed: boolean;
  readonly newly_disabled: boolean;
  /** The account was registered by somebody who never confirmed the e-mail. */
  readonly taken_over: boolean;
}

/** The result of a batch. The ids are those of created users. */
export interface MergedBatch {
  readonly created: number;
  readonly skipped: number;
  readonly first_id: number | null;
  readonly last_id: number | null;
  readonly others: readonly MergedRow[];
}

const DETAILS = PERSONAL_DETAILS.join(', ');

/**
 * Merges the staged rows in one statement: matches by external id, e-mail and username, decides, and writes. No two rows of a
 * batch may name the same user. A password that has been used or changed here is never replaced.
 *
 * Anyone may register an e-mail or a username before it is imported. If the e-mail was never confirmed, the row takes
 * the account over: the earlier password, external accounts, devices, codes and links are deleted. A username proves
 * nothing, so an account that was registered with it and another e-mail is not changed.
 *
 * New ids are kept above the external ids, because tokens may show either.
 *
 * Users are looked up row by row through the unique indexes: no plan may scan the table, which has millions of rows.
 * `OFFSET 0` prevents expressions that are used twice from being evaluated twice.
 *
 * $1 owner, $2 conflict policy, $3 import, $4 imports of the same file, $5 now, $6 whether to write, $7 default country,
 * $8 default role
 */
export const MERGE_ROWS = `
WITH numbered AS MATERIALIZED (
  SELECT d.*, d.outcome = 'updated' AND d.unproved IS TRUE AS taken_over,
    CASE WHEN d.outcome = 'created' AND $6::boolean THEN nextval('users_id_seq')::int ELSE d.found END AS id
  FROM (
    SELECT m.*, CASE
      WHEN m.by_email <> m.found OR m.by_username <> m.found THEN 'two_users'
      WHEN m.found IS NOT NULL AND $2 = 'skip' THEN 'skipped'
      WHEN m.found IS NOT NULL AND $2 = 'fail' AND (m.by_external IS NOT NULL OR t.import_id = ANY($4::int[])) THEN 'skipped'
      WHEN m.found IS NOT NULL AND $2 = 'fail' THEN 'conflict'
      WHEN m.by_external IS NULL AND m.by_email IS NULL AND t.self_registered THEN 'name_taken'
      WHEN m.accounts IS NOT NULL AND EXISTS (
        SELECT FROM json_to_recordset(m.accounts) AS a(provider text, subject text)
        JOIN external_identities i ON i.owner_id = $1::int AND i.provider = a.provider AND i.subject = a.subject
        WHERE i.user_id IS DISTINCT FROM m.found) THEN 'account_taken'
      WHEN m.found IS NULL THEN 'created'
      WHEN m.by_external IS NULL AND m.external_id <> t.external_id THEN 'other_external_id'
      ELSE 'updated' END AS outcome,
      m.role_id <> t.role_id AS role_changed, m.disabled AND t.active AS newly_disabled,
      t.self_registered AND t.verified_at IS NULL AS unproved
    FROM (
      SELECT k.*, COALESCE(k.by_external, k.by_email, k.by_username) AS found
      FROM (
        SELECT g.*,
          (SELECT x.id FROM users x WHERE x.owner_id = $1::int AND x.external_id = g.external_id) AS by_external,
          (SELECT e.id FROM users e WHERE e.owner_id = $1::int AND e.email_key = g.email_key) AS by_email,
          (SELECT u.id FROM users u WHERE u.owner_id = $1::int AND u.username_key = g.username_key) AS by_username
        FROM user_import_rows g OFFSET 0
      ) k OFFSET 0
    ) m
    LEFT JOIN LATERAL (
      SELECT u.import_id, u.external_id, u.role_id, u.active, u.self_registered, u.verified_at
      FROM users u WHERE u.id = m.found LIMIT 1
    ) t ON m.found IS NOT NULL
    OFFSET 0
  ) d
),
created AS (
  INSERT INTO users (id, owner_id, external_id, email, email_key, username, username_key, password_hash, foreign_hash,
    ${DETAILS}, role_id, country_code, active, verified_at, disabled_at, import_id, created_at, updated_at)
  SELECT id, $1::int, external_id, email, email_key, username, username_key, password_hash, foreign_hash,
    ${DETAILS}, COALESCE(role_id, $8::smallint), COALESCE(country_code, $7), disabled IS NOT TRUE,
    CASE WHEN verified THEN COALESCE(verified_at, $5::timestamptz) END,
    CASE WHEN disabled THEN COALESCE(disabled_at, $5::timestamptz) END, $3::int,
    COALESCE(created_at, $5::timestamptz), $5::timestamptz
  FROM numbered WHERE outcome = 'created' AND $6::boolean
),
updated AS (
  UPDATE users u SET
    external_id = COALESCE(r.external_id, u.external_id),
    email = CASE WHEN r.email_key IS NULL THEN u.email ELSE r.email END,
    email_key = COALESCE(r.email_key, u.email_key),
    username = COALESCE(r.username, u.username), username_key = COALESCE(r.username_key, u.username_key),
    password_hash = CASE WHEN r.taken_over THEN r.password_hash WHEN r.password_hash IS NOT NULL AND (u.password_hash IS NULL OR u.foreign_hash IS NOT NULL)
      THEN r.password_hash ELSE u.password_hash END,
    foreign_hash = CASE WHEN r.taken_over THEN r.foreign_hash WHEN r.password_hash IS NOT NULL AND (u.password_hash IS NULL OR u.foreign_hash IS NOT NULL)
      THEN r.foreign_hash ELSE u.foreign_hash END,
    ${PERSONAL_DETAILS.map((detail) => `${detail} = COALESCE(r.${detail}, u.${detail})`).join(', ')},
    role_id = COALESCE(r.role_id, CASE WHEN r.taken_over THEN $8::smallint ELSE u.role_id END), country_code = COALESCE(r.country_code, u.country_code),
    active = CASE WHEN r.disabled IS NULL THEN u.active OR r.taken_over ELSE NOT r.disabled END,
    disabled_at = CASE WHEN r.disabled IS NULL THEN u.disabled_at
      WHEN r.disabled THEN COALESCE(u.disabled_at, r.disabled_at, $5::timestamptz) END,
    verified_at = CASE WHEN r.email_key IS NULL OR (r.verified IS NULL AND r.email_key = u.email_key) THEN u.verified_at
      WHEN r.verified THEN CASE WHEN r.email_key = u.email_key THEN COALESCE(u.verified_at, r.verified_at, $5::timestamptz)
        ELSE COALESCE(r.verified_at, $5::timestamptz) END
      WHEN r.email_key = u.email_key THEN u.verified_at END,
    import_id = CASE WHEN u.import_id = $3::int THEN u.import_id END,
    self_registered = false, unverified_until = NULL,
    updated_at = $5::timestamptz
  FROM numbered r WHERE u.id = r.id AND r.outcome = 'updated' AND $6::boolean
),
unlinked AS (
  DELETE FROM external_identities i USING numbered r
  WHERE r.taken_over AND $6::boolean AND i.user_id = r.id AND NOT EXISTS (
    SELECT FROM json_to_recordset(r.accounts) AS a(provider text, subject text)
    WHERE a.provider = i.provider AND a.subject = i.subject)
),
released AS (
  DELETE FROM devices v USING numbered r WHERE r.taken_over AND $6::boolean AND v.user_id = r.id
),
forgotten_codes AS (
  DELETE FROM one_time_codes c USING numbered r WHERE r.taken_over AND $6::boolean AND c.user_id = r.id
),
forgotten_links AS (
  DELETE FROM one_time_links l USING numbered r WHERE r.taken_over AND $6::boolean AND l.user_id = r.id
),
raised AS MATERIALIZED (
  SELECT ${raiseUserIds('(SELECT external_id FROM numbered)')} AS id WHERE $6::boolean
),
linked AS (
  INSERT INTO external_identities (owner_id, user_id, provider, subject, linked_at)
  SELECT $1::int, r.id, a.provider, a.subject, $5::timestamptz
  FROM numbered r CROSS JOIN LATERAL json_to_recordset(r.accounts) AS a(provider text, subject text)
  WHERE r.accounts IS NOT NULL AND r.outcome IN ('created', 'updated') AND $6::boolean
  ON CONFLICT DO NOTHING
),
sealed AS (
  INSERT INTO user_totp_secrets (id, user_id, sealed)
  SELECT totp_id, id, decode(totp_sealed, 'base64') FROM numbered
  WHERE outcome IN ('created', 'updated') AND totp_id IS NOT NULL AND $6::boolean
  ON CONFLICT (user_id) DO NOTHING
)
SELECT count(*) FILTER (WHERE outcome = 'created')::int AS created, (SELECT max(id) FROM raised) AS raised,
  count(*) FILTER (WHERE outcome = 'skipped')::int AS skipped,
  min(id) FILTER (WHERE outcome = 'created') AS first_id, max(id) FILTER (WHERE outcome = 'created') AS last_id,
  COALESCE(json_agg(json_build_object('n', n, 'id', id, 'outcome', outcome,
    'role_changed', outcome = 'updated' AND role_changed IS TRUE,
    'newly_disabled', outcome = 'updated' AND newly_disabled IS TRUE,
    'taken_over', taken_over) ORDER BY n)
    FILTER (WHERE outcome NOT IN ('created', 'skipped')), '[]') AS others
FROM numbered`;

/**
 * Restores the label of the hash of updated users. The trigger clears it, because it cannot tell an imported hash from
 * one of ours. $1 places of the rows in the batch, $2 ids of their users
 */
export const LABEL_UPDATED_HASHES = `
UPDATE users u SET foreign_hash = r.foreign_hash
FROM unnest($1::int[], $2::int[]) AS g(n, id) JOIN user_import_rows r ON r.n = g.n AND r.foreign_hash IS NOT NULL
WHERE u.id = g.id AND u.password_hash = r.password_hash AND u.foreign_hash IS NULL`;

/**
 * Settings of the transaction of a batch. If the database crashes, the last batches may be lost, together with the progress
 * that counts them. The end of the import is committed synchronously, which makes all batches durable.
 */
export const BATCH_SETTINGS = `set_config('synchronous_commit', 'off', true), set_config('work_mem', '64MB', true),
  set_config('statement_timeout', '60s', true)`;

/** {@link BATCH_SETTINGS} for rows that are merged. */
export const PREPARE_BATCH = `SELECT ${BATCH_SETTINGS}`;

/**
 * Records the progress of an import, unless another process has done so since. $1 import, $2 rows read before the batch, $3 rows read,
 * $4 created, $5 updated, $6 skipped, $7 rejected, $8 lowest id, $9 highest id
 */
export const COUNT_BATCH = `
UPDATE user_imports SET read = read + $3::int, created = created + $4::int, updated = updated + $5::int,
  skipped = skipped + $6::int, rejected = rejected + $7::int,
  first_user_id = LEAST(first_user_id, $8::int), last_user_id = GREATEST(last_user_id, $9::int)
WHERE id = $1 AND read = $2::int AND finished_at IS NULL
RETURNING id`;

/**
 * Deletes users of an import that were never used: no session, no change, and no event in the audit log that needs
 * access to the account. Failed tries of others do not count as use.
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
