import { defineQuery } from '@portero/database';
import { AS_ONE_ENTRY, endOfIssue, isTimedColumn } from '../revocations/session-entry';

type Parameters<Which> = [
  which: Which,
  now: Date,
  reason: string,
  event: string,
  isRequest: boolean,
  provenOwnerId: number | null,
  address: string | null,
  requestId: string | null,
  revocationsChannel: string,
];

/**
 * Ends open sessions, and records this for verifiers and in the audit log, all or nothing. `revoke_sessions` also sees
 * the tokens of a refresh that this statement had to wait for.
 */
const endSessions = (condition: string, before = ''): string => `
WITH ${before}ended AS (
  UPDATE sessions SET ended_at = $2::timestamptz, end_reason = $3::varchar
  WHERE ${condition} AND ended_at IS NULL
  RETURNING id, owner_id, user_id
), affected AS MATERIALIZED (
  SELECT owner_id, user_id, count(*)::int AS sessions, revoke_sessions(array_agg(id), $2) AS revoked
  FROM ended GROUP BY owner_id, user_id
), noted AS (
  INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
  SELECT $2, owner_id, user_id, $4::varchar, 'ok',
    CASE WHEN NOT $5::boolean THEN 'operator' WHEN owner_id = $6::int THEN 'owner' ELSE 'client' END,
    $7::inet, $3, $8::varchar
  FROM affected
)
SELECT sessions, CASE WHEN revoked > 0 THEN pg_notify($9::text, owner_id::text) END AS told FROM affected`;

/** Ends one session. */
export const END_SESSION = defineQuery<{ readonly sessions: number }, Parameters<string>>({
  name: 'end-session',
  text: endSessions('id = $1::uuid'),
});

/** Ends all open sessions of a user. */
export const END_SESSIONS_OF_USER = defineQuery<{ readonly sessions: number }, Parameters<number>>({
  name: 'end-sessions-of-user',
  // The user first, because every transaction locks users before their sessions.
  text: endSessions(
    'user_id = (SELECT id FROM marked)',
    'marked AS MATERIALIZED (UPDATE users SET sessions_ended_at = $2::timestamptz WHERE id = $1::int RETURNING id), ',
  ),
});

/** Users who have open sessions that began before a moment, in the order of their ids. `null` for the owner means all. */
export const FIND_USERS_WITH_SESSIONS_BEFORE = defineQuery<
  { readonly user_id: number },
  [after: number, moment: Date, ownerId: number | null, limit: number]
>({
  name: 'find-users-with-sessions-before',
  text: `SELECT DISTINCT user_id FROM sessions
    WHERE ended_at IS NULL AND user_id > $1::int AND created_at < $2::timestamptz AND ($3::int IS NULL OR owner_id = $3)
    ORDER BY user_id LIMIT $4::int`,
});

/**
 * Ends the open sessions of several users that began before the moment given for each user. `null` for the owner means
 * any.
 */
export const END_SESSIONS_OF_USERS = defineQuery<
  { readonly sessions: number },
  [...Parameters<readonly number[]>, moments: readonly Date[], ownerId: number | null]
>({
  name: 'end-sessions-of-users',
  text: endSessions(
    'EXISTS (SELECT 1 FROM marked WHERE marked.id = sessions.user_id AND sessions.created_at < marked.moment)',
    `locked AS MATERIALIZED (
  SELECT id FROM users WHERE id = ANY($1::int[]) AND ($11::int IS NULL OR owner_id = $11) ORDER BY id FOR UPDATE
), marked AS MATERIALIZED (
  UPDATE users SET sessions_ended_at = greatest(sessions_ended_at, told.moment)
  FROM unnest($1::int[], $10::timestamptz[]) AS told (id, moment)
  WHERE users.id = told.id AND users.id IN (SELECT id FROM locked)
  RETURNING users.id, told.moment
), `,
  ),
});

/**
 * Ends the access tokens of a user that carry its role. If the tokens of the session's own profile carry it, all tokens
 * of the session end, which is one entry in the feed. Otherwise only the session's standard tokens end, each with its
 * own entry. The caller's transaction must have changed the user before, so that simultaneously issued tokens wait and
 * then read the new role. `null` for the profiles means all.
 */
export const END_ACCESS_WITH_ROLE = defineQuery<
  { readonly tokens: number },
  [userId: number, now: Date, profiles: readonly string[] | null, revocationsChannel: string]
>({
  name: 'end-access-with-role',
  text: `
WITH ended AS (
  UPDATE issued_tokens t SET ended_at = $2::timestamptz
  FROM sessions s
  WHERE s.user_id = $1::int AND s.ended_at IS NULL AND t.session_id = s.id AND t.kind = 'access' AND t.ended_at IS NULL
    AND ($3::varchar[] IS NULL OR coalesce(t.profile, s.profile) = ANY($3)) AND least(t.expires_at, s.expires_at) > $2
  RETURNING t.id, t.issued_at, s.id AS session_id, s.owner_id, s.profile AS session_profile,
    coalesce(t.profile, s.profile) AS profile, least(t.expires_at, s.expires_at) AS expires_at
), since AS MATERIALIZED (
  SELECT session_id, owner_id, session_profile, ${endOfIssue('$2')} AS moment, max(expires_at) AS expires_at
  FROM ended WHERE $3 IS NULL OR session_profile = ANY($3) GROUP BY session_id, owner_id, session_profile
), marked AS (
  UPDATE sessions s SET tokens_since = greatest(s.tokens_since, since.moment) FROM since WHERE s.id = since.session_id
), told AS (
  INSERT INTO revocations AS known (token_id, owner_id, profile, expires_at, transaction_id, ended_before)
  SELECT session_id, owner_id, session_profile, expires_at, pg_current_xact_id()::text::bigint, moment FROM since
  ${AS_ONE_ENTRY}
), revoked AS (
  INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
  SELECT id, owner_id, profile, expires_at, pg_current_xact_id()::text::bigint FROM ended
  WHERE NOT ${isTimedColumn('id')} OR session_id NOT IN (SELECT session_id FROM since)
  ON CONFLICT DO NOTHING
)
SELECT count(*)::int AS tokens, pg_notify($4::text, owner_id::text) AS told FROM ended GROUP BY owner_id`,
});
