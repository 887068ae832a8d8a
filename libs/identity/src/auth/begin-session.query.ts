import { defineQuery } from '@portero/database';
import type { AuditActor } from '../audit/audit-entry';
import { CLOCK_MARGIN_SECONDS } from '../mail/queue/queued-mail';
import { SUBJECT_COLUMNS, type SubjectRow } from '../tokens/subject-row';

/** The detail in the audit log for a session that ended because its user began too many. */
export const TOO_MANY_SESSIONS = 'too_many_sessions';

/**
 * The number of networks that are remembered for a user. Networks that caused a mail today are forgotten last, because
 * they count for the daily limit.
 */
const KNOWN_NETWORKS = 20;

/**
 * The maximum number of mails about new networks for a user in a day. Otherwise someone who has the password could fill
 * the mailbox.
 */
const NOTICES_A_DAY = 5;

/**
 * Begins a session with its tokens, its device and its line in the audit log, all or nothing. When the user has changed
 * since it was read, it returns no row. It locks the user: simultaneous log-ins of one user wait for each other, so
 * that no two of them count the same sessions. Changing the password, disabling and deleting also wait, and then end
 * the new session. The first log-in from a network queues a mail about it, unless it is the user's first log-in.
 */
export const BEGIN_SESSION = defineQuery<
  { readonly id: string; readonly mailed: boolean },
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
    network: Buffer | null,
    mailId: string | null,
    sealedMail: Buffer | null,
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
), before AS MATERIALIZED (
  SELECT begun.user_id, count(k.network)::int AS networks,
    count(*) FILTER (WHERE k.noticed_at > $6 - interval '1 day')::int AS notices
  FROM begun LEFT JOIN known_networks k ON k.user_id = begun.user_id GROUP BY begun.user_id
), remembered AS (
  INSERT INTO known_networks AS known (user_id, network, seen_at, noticed_at)
  SELECT user_id, $20::bytea, $6,
    CASE WHEN networks > 0 AND notices < ${NOTICES_A_DAY} AND $22::bytea IS NOT NULL THEN $6 END
  FROM before WHERE $20 IS NOT NULL
  ON CONFLICT (user_id, network) DO UPDATE SET seen_at = excluded.seen_at
    WHERE known.seen_at < excluded.seen_at - interval '1 day'
  RETURNING user_id, xmax = 0 AS is_new, noticed_at
), forgotten AS (
  DELETE FROM known_networks k USING (
    SELECT o.user_id, o.network FROM remembered JOIN known_networks o ON o.user_id = remembered.user_id
    WHERE remembered.is_new
    ORDER BY coalesce(o.noticed_at > $6 - interval '1 day', false) DESC, o.seen_at DESC OFFSET ${KNOWN_NETWORKS - 1}
  ) AS surplus_network
  WHERE k.user_id = surplus_network.user_id AND k.network = surplus_network.network
), mailed AS (
  INSERT INTO outgoing_mails (id, sealed, created_at, attempts, next_attempt_at)
  SELECT $21::uuid, $22, $6, 0, $6 - interval '${CLOCK_MARGIN_SECONDS} seconds' FROM remembered WHERE is_new AND noticed_at IS NOT NULL
  RETURNING id
)
SELECT begun.id, EXISTS (SELECT 1 FROM mailed) AS mailed, (SELECT pg_notify($19::text, owner_id::text) FROM surplus WHERE ended > 0) AS told FROM begun`,
});

/** Selects a user by its id. */
export const FIND_SUBJECT = defineQuery<SubjectRow, [userId: number]>({
  name: 'find-subject',
  text: `
SELECT ${SUBJECT_COLUMNS}
FROM users u JOIN owners o ON o.id = u.owner_id JOIN roles r ON r.id = u.role_id
WHERE u.id = $1::int`,
});
