import { defineQuery } from '@portero/database';
import type { AuditActor } from '../audit/audit-entry';
import { SUBJECT_COLUMNS, type SubjectRow } from '../tokens/subject-row';

/** The audit log's detail of a session that ended because its user began too many. */
export const TOO_MANY_SESSIONS = 'too_many_sessions';

/**
 * Begins a session with its tokens, its device and its line in the audit log, all or nothing. When the user has changed
 * since it was read, it returns no row. The lock of the user makes log-ins of one user wait for each other, so that no
 * two of them count the same sessions; changing the password, disabling and deleting wait too, and then end the new
 * session.
 */
export const BEGIN_SESSION = defineQuery<
  { readonly id: string },
  [
    userId: number,
    readHash: string | null,
    roleId: number,
    sessionId: string,
    profile: string,
    now: Date,
    idleExpiresAt: Date,
    expiresAt: Date,
    othersThatStayOpen: number,
    grantId: string,
    tokenIds: readonly string[],
    kinds: readonly string[],
    hashes: readonly (Buffer | null)[],
    ends: readonly (Date | null)[],
    deviceToken: string | null,
    actor: AuditActor,
    address: string | null,
    requestId: string | null,
    revocationsChannel: string,
  ]
>({
  name: 'begin-session',
  text: `
WITH held AS MATERIALIZED (
  SELECT u.id, u.owner_id FROM users u
  WHERE u.id = $1::int AND u.active AND u.role_id = $3::smallint
    AND (u.password_hash IS NOT DISTINCT FROM $2::text
      OR u.renewal_link = sha256(convert_to(concat($2::text, ' ', u.password_hash), 'UTF8')))
  FOR NO KEY UPDATE
), surplus AS MATERIALIZED (
  SELECT owner_id, id, end_surplus_sessions(id, $5::varchar, $9::int, $6::timestamptz) AS ended FROM held
), begun AS (
  INSERT INTO sessions (id, owner_id, user_id, profile, created_at, idle_expires_at, expires_at, sweep_at)
  SELECT $4::uuid, owner_id, id, $5, $6, $7::timestamptz, $8::timestamptz, least($7::timestamptz, $8::timestamptz)
  FROM surplus
  RETURNING id, owner_id, user_id
), issued AS (
  INSERT INTO issued_tokens (id, session_id, grant_id, kind, hash, issued_at, expires_at)
  SELECT t.id, begun.id, $10::uuid, t.kind, t.hash, $6, t.expires_at
  FROM begun, unnest($11::uuid[], $12::varchar[], $13::bytea[], $14::timestamptz[]) AS t (id, kind, hash, expires_at)
), assigned AS (
  INSERT INTO devices (owner_id, user_id, token, registered_at)
  SELECT owner_id, user_id, $15::varchar, $6 FROM begun WHERE $15 IS NOT NULL
  ON CONFLICT (owner_id, token) DO UPDATE SET user_id = excluded.user_id, registered_at = excluded.registered_at
), noted AS (
  INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
  SELECT $6, owner_id, id, 'sessions_ended', 'ok', $16::varchar, $17::inet, '${TOO_MANY_SESSIONS}', $18::varchar
  FROM surplus WHERE ended > 0
  UNION ALL SELECT $6, owner_id, user_id, 'login', 'ok', $16, $17, $5, $18 FROM begun
)
SELECT begun.id, (SELECT pg_notify($19::text, owner_id::text) FROM surplus WHERE ended > 0) AS told FROM begun`,
});

/** A user by its id. */
export const FIND_SUBJECT = defineQuery<SubjectRow, [userId: number]>({
  name: 'find-subject',
  text: `
SELECT ${SUBJECT_COLUMNS}
FROM users u JOIN owners o ON o.id = u.owner_id JOIN roles r ON r.id = u.role_id
WHERE u.id = $1::int`,
});
