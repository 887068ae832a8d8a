/** The rows that a reader has not seen: `$1` owner, `$2` now, `$3` the oldest unseen transaction, `$4` and `$5` the snapshot. */
const UNSEEN = `r.owner_id = $1::int AND r.expires_at > $2::timestamptz AND r.transaction_id >= $3::bigint
  AND (r.transaction_id >= $4::bigint OR r.transaction_id = ANY($5::bigint[]))`;

/**
 * The session of a single token. A replica of the previous release writes an entry per token even if the token carries
 * its session.
 */
const SESSION_OF_TOKEN = `(SELECT session_id FROM issued_tokens WHERE id = r.token_id AND r.ended_before IS NULL)`;

/** Single tokens unchanged, and sessions with the time of their end. */
const SESSIONS = `
  SELECT r.token_id, ${SESSION_OF_TOKEN} AS session_id, r.profile, r.expires_at, r.transaction_id, r.ended_before
  FROM revocations r WHERE ${UNSEEN}`;

/**
 * Each token of the sessions: from its row while the session is open, and afterwards from the list that the end of the
 * session stored.
 */
const TOKENS = `
  SELECT r.token_id, ${SESSION_OF_TOKEN} AS session_id, r.profile, r.expires_at, r.transaction_id, NULL::timestamptz AS ended_before
  FROM revocations r WHERE ${UNSEEN} AND r.ended_before IS NULL
  UNION ALL
  SELECT t.id, s.id, coalesce(t.profile, s.profile), least(t.expires_at, s.expires_at), r.transaction_id, NULL
  FROM revocations r JOIN sessions s ON s.id = r.token_id JOIN issued_tokens t ON t.session_id = s.id
  WHERE ${UNSEEN} AND r.ended_before IS NOT NULL AND r.tokens IS NULL
    AND t.kind = 'access' AND t.issued_at < r.ended_before AND least(t.expires_at, s.expires_at) > $2
  UNION ALL
  SELECT split_part(told, ' ', 2)::uuid, r.token_id, split_part(told, ' ', 1), r.expires_at, r.transaction_id, NULL
  FROM revocations r CROSS JOIN LATERAL unnest(r.tokens) AS told WHERE ${UNSEEN} AND r.ended_before IS NOT NULL`;

/** The statement for each format of the feed. */
export const ROWS_BY_FORMAT = { session: SESSIONS, jti: TOKENS } as const;
