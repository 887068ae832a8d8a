/** The outcome of the row of a key. */
export type KeyOutcome = 'created' | 'known' | 'no_user' | 'two_users' | 'not_active' | 'sessions_ended';

/** A row of the result. `n` is the number of the imported row. */
export interface JudgedKey {
  readonly n: number;
  readonly outcome: KeyOutcome;
}

/**
 * Writes keys of another back end, each with its own session. With `$5` false it only reports what it would do. A key
 * that is recorded already is not written again, even if its session has ended and was swept. It locks the users: a
 * simultaneous change of a password waits, and then ends the new sessions. A user who registered an e-mail here without
 * confirming it gets no keys. Parameters: owner, rows as JSON, profile, now, whether to write.
 */
export const IMPORT_KEYS = `
WITH given AS MATERIALIZED (
  SELECT * FROM json_to_recordset($2::json) AS g (n int, external_id varchar, email_key varchar, token_id uuid,
    session_id uuid, hash text, created_at timestamptz, expires_at timestamptz, remembered_until timestamptz)
), named AS MATERIALIZED (
  SELECT g.n, u.id FROM given g JOIN users u ON u.owner_id = $1::int AND u.external_id = g.external_id
  UNION SELECT g.n, u.id FROM given g JOIN users u ON u.owner_id = $1 AND u.email_key = g.email_key
    AND NOT (u.self_registered AND u.verified_at IS NULL)
), locked AS MATERIALIZED (
  SELECT u.id, u.active, u.sessions_ended_at FROM users u
  WHERE u.id IN (SELECT id FROM named) ORDER BY u.id FOR SHARE OF u
), found AS (
  SELECT n, count(*) AS users, min(id) AS id FROM named GROUP BY n
), judged AS MATERIALIZED (
  SELECT g.*, l.id AS user_id, CASE
      WHEN l.id IS NULL THEN 'no_user'
      WHEN f.users > 1 THEN 'two_users'
      WHEN EXISTS (SELECT FROM legacy_tokens t WHERE t.token_id = g.token_id)
        OR EXISTS (SELECT FROM issued_tokens t WHERE t.hash = decode(g.hash, 'hex')) THEN 'known'
      WHEN NOT l.active THEN 'not_active'
      WHEN l.sessions_ended_at >= coalesce(g.created_at, '-infinity') THEN 'sessions_ended'
      ELSE 'created'
    END AS outcome
  FROM given g LEFT JOIN found f ON f.n = g.n LEFT JOIN locked l ON l.id = f.id
), remembered AS (
  INSERT INTO legacy_tokens (token_id, owner_id, expires_at)
  SELECT token_id, $1, remembered_until FROM judged WHERE outcome = 'created' AND $5::boolean
  ON CONFLICT DO NOTHING RETURNING token_id
), begun AS (
  INSERT INTO sessions (id, owner_id, user_id, profile, created_at, idle_expires_at, expires_at, sweep_at)
  SELECT j.session_id, $1, j.user_id, $3::varchar, coalesce(j.created_at, $4::timestamptz), j.expires_at, j.expires_at,
    j.expires_at
  FROM judged j JOIN remembered USING (token_id)
  ON CONFLICT DO NOTHING
), issued AS (
  INSERT INTO issued_tokens (id, session_id, grant_id, kind, hash, issued_at, expires_at)
  SELECT j.token_id, j.session_id, j.session_id, 'access', decode(j.hash, 'hex'), coalesce(j.created_at, $4), j.expires_at
  FROM judged j JOIN remembered USING (token_id)
  ON CONFLICT DO NOTHING
)
SELECT n, outcome FROM judged ORDER BY n`;
