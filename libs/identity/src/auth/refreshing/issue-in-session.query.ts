import { defineGroupedWrite, type GroupedWrite } from '@portero/database';
import type { AuditActor } from '../../audit/audit-entry';
import { REVOCATIONS_CHANNEL } from '../../revocations/revocations.service';
import { AS_ONE_ENTRY, endOfIssue, isTimedColumn } from '../../revocations/session-entry';

/**
 * What else happens in the statement that issues tokens: `prolong` gives the session a new end, `use` also marks the token as
 * used, and `replace` also ends the access tokens of its grant.
 */
export type SideEffect = 'nothing' | 'prolong' | 'use' | 'replace';

/** What one request asks of such a statement, in the order of {@link ASKED}. What its side effect does not need is `null`. */
export type IssueRequest = readonly [
  tokenId: string,
  roleId: number,
  now: Date,
  grantId: string,
  profile: string | null,
  tokenIds: readonly string[],
  kinds: readonly string[],
  hashes: readonly (Buffer | null)[],
  ends: readonly (Date | null)[],
  event: string,
  actor: AuditActor,
  address: string | null,
  requestId: string | null,
  idleExpiresAt: Date | null,
  usedFrom: Buffer | null,
  successor: Buffer | null,
];

type Issue = GroupedWrite<{ readonly sessionId: string }, IssueRequest>;

const ASKED = {
  presented_id: 'uuid',
  role_id: 'smallint',
  now: 'timestamptz',
  new_grant_id: 'uuid',
  new_profile: 'varchar',
  ids: 'uuid[]',
  kinds: 'varchar[]',
  hashes: 'bytea[]',
  ends: 'timestamptz[]',
  event: 'varchar',
  actor: 'varchar',
  address: 'inet',
  request_id: 'varchar',
  idle_expires_at: 'timestamptz',
  used_from: 'bytea',
  successor: 'bytea',
} as const;

/** The live tokens of the requests, locked. A shared statement leaves out those that it would have to wait for. */
const heldBy = (asked: string, isShared: boolean) => {
  const locked = isShared ? 'SKIP LOCKED' : '';
  return `
  SELECT asked.*, live.* FROM ${asked}, LATERAL (
    SELECT t.id AS token_id, t.grant_id, s.id AS session_id, s.owner_id, s.user_id, s.profile, s.expires_at
    FROM issued_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
    WHERE t.id = asked.presented_id AND t.used_at IS NULL AND t.ended_at IS NULL
      AND (t.expires_at IS NULL OR t.expires_at > asked.now)
      AND s.ended_at IS NULL AND s.expires_at > asked.now AND s.idle_expires_at > asked.now
      AND (s.tokens_since IS NULL OR s.tokens_since <= asked.now)
      AND (t.kind = 'refresh' OR s.tokens_since IS NULL OR s.tokens_since <= t.issued_at)
      AND u.active AND u.role_id = asked.role_id
    FOR SHARE OF u ${locked} FOR NO KEY UPDATE OF s ${locked} FOR NO KEY UPDATE OF t ${locked}
  ) live`;
};

const ISSUED = `issued AS (
  INSERT INTO issued_tokens (id, session_id, grant_id, profile, kind, hash, issued_at, expires_at)
  SELECT n.id, held.session_id, held.new_grant_id, held.new_profile, n.kind, n.hash, held.now, n.expires_at
  FROM held, unnest(held.ids, held.kinds, held.hashes, held.ends) AS n (id, kind, hash, expires_at)
)`;

const NOTED = `noted AS (
  INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
  SELECT now, owner_id, user_id, event, 'ok', actor, address, profile, request_id FROM held
)`;

const SPENT = `spent AS (
  UPDATE issued_tokens t SET used_at = held.now, used_from = held.used_from, successor = held.successor
  FROM held WHERE t.id = held.token_id
)`;

const REPLACED = `replaced AS MATERIALIZED (
  SELECT t.id, t.issued_at, held.now, held.session_id, held.owner_id, held.profile AS session_profile,
    coalesce(t.profile, held.profile) AS profile, least(t.expires_at, held.expires_at) AS expires_at
  FROM held JOIN issued_tokens t ON t.grant_id = held.grant_id
  WHERE t.kind = 'access' AND t.ended_at IS NULL AND t.issued_at < held.now
), ended AS (
  UPDATE issued_tokens t SET ended_at = replaced.now FROM replaced WHERE t.id = replaced.id
), since AS MATERIALIZED (
  SELECT session_id, owner_id, session_profile, max(now) AS now, max(expires_at) AS expires_at,
    ${endOfIssue('max(now)')} AS moment
  FROM replaced GROUP BY session_id, owner_id, session_profile
), told AS (
  INSERT INTO revocations AS known (token_id, owner_id, profile, expires_at, transaction_id, ended_before)
  SELECT session_id, owner_id, session_profile, expires_at, pg_current_xact_id()::text::bigint, moment
  FROM since WHERE expires_at > now
  ${AS_ONE_ENTRY}
  RETURNING owner_id
), revoked AS (
  INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
  SELECT id, owner_id, profile, expires_at, pg_current_xact_id()::text::bigint FROM replaced
  WHERE expires_at > now AND NOT ${isTimedColumn('id')}
  ON CONFLICT DO NOTHING
)`;

const ENDED_SINCE = 'coalesce((SELECT moment FROM since WHERE since.session_id = s.id), s.tokens_since)';

/**
 * Issues tokens in the session of a live token, all or nothing. If the rotation ends access tokens, it ends all of the
 * session that were issued before a moment; the feed has one entry per session for this. When the token, session or
 * user has ended since it was read, or the user's role has changed, it returns no row and changes nothing. It locks
 * user, session and token in this order, like every statement that ends sessions, and checks the rows again after it
 * has waited for a lock.
 *
 * Each side effect has a statement of its own: a parameter that switches it off would make PostgreSQL plan the statement anew for
 * each request.
 */
function issueStatement(name: string, effect: SideEffect): Issue {
  const spends = effect === 'use' || effect === 'replace';
  const ends = effect === 'replace';
  const changes = `idle_expires_at = held.idle_expires_at${ends ? `, tokens_since = ${ENDED_SINCE}` : ''}`;
  const effects = [
    ...(spends ? [SPENT] : []),
    ...(ends ? [REPLACED] : []),
    ...(effect === 'nothing'
      ? []
      : [`changed AS (UPDATE sessions s SET ${changes} FROM held WHERE s.id = held.session_id)`]),
    ISSUED,
    NOTED,
  ].join(', ');
  const told = ends ? `, (SELECT count(pg_notify('${REVOCATIONS_CHANNEL}', owner_id::text)) FROM told) AS told` : '';
  return defineGroupedWrite({
    name,
    columns: ASKED,
    text: (asked, isShared) => {
      const all = heldBy(asked, isShared);
      // Of several requests with a token that works once, one is served here; the others see afterwards that it was used.
      const held = isShared && spends ? `SELECT DISTINCT ON (token_id) * FROM (${all}) a ORDER BY token_id` : all;
      return `WITH held AS MATERIALIZED (${held}), ${effects} SELECT index AS "groupIndex", session_id AS "sessionId"${told} FROM held`;
    },
  });
}

/** The statement that issues tokens with a side effect. */
export const ISSUE_IN_SESSION: Readonly<Record<SideEffect, Issue>> = {
  nothing: issueStatement('issue-in-session', 'nothing'),
  prolong: issueStatement('issue-in-session-prolong', 'prolong'),
  use: issueStatement('issue-in-session-prolong-use', 'use'),
  replace: issueStatement('issue-in-session-prolong-replace', 'replace'),
};
