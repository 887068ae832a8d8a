import { defineKeyedQuery, defineQuery, type PreparedQuery, type QueryParameter } from '@portero/database';
import type { AuditActor } from '../audit/audit-entry';
import { AS_ONE_ENTRY, endOfIssue, isTimedColumn } from '../revocations/session-entry';
import { SUBJECT_COLUMNS, type SubjectRow } from '../tokens/subject-row';

/** A token of a user with its session and the user. */
export type FoundTokenRow = SubjectRow & {
  readonly tokenId: string;
  readonly grantId: string;
  readonly tokenKind: 'access' | 'refresh';
  readonly issuedAt: Date;
  readonly tokenProfile: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly usedAt: Date | null;
  readonly usedFrom: Buffer | null;
  readonly successor: Buffer | null;
  readonly tokenEndedAt: Date | null;
  readonly sessionId: string;
  readonly sessionProfile: string;
  readonly idleExpiresAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly tokensSince: Date | null;
};

const FOUND = `
  t.id AS "tokenId", t.kind AS "tokenKind", t.issued_at AS "issuedAt", t.grant_id AS "grantId", t.profile AS "tokenProfile", t.expires_at AS "tokenExpiresAt",
  t.used_at AS "usedAt", t.used_from AS "usedFrom", t.successor, t.ended_at AS "tokenEndedAt",
  s.id AS "sessionId", s.profile AS "sessionProfile", s.idle_expires_at AS "idleExpiresAt", s.expires_at AS "expiresAt",
  s.ended_at AS "endedAt", s.tokens_since AS "tokensSince", ${SUBJECT_COLUMNS}
FROM issued_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  JOIN owners o ON o.id = u.owner_id JOIN roles r ON r.id = u.role_id`;

/** Selects a refresh token by its hash. `paired`: whether the given access token, if any, was issued together with it. */
export const FIND_REFRESH_TOKEN = defineKeyedQuery<
  FoundTokenRow & { readonly paired: boolean },
  readonly ['bytea', 'uuid']
>({
  name: 'find-refresh-token',
  types: ['bytea', 'uuid'],
  text: ([hash, pairedAccessId]) => `
SELECT ${pairedAccessId} IS NULL OR coalesce(t.grant_id = (
  SELECT a.grant_id FROM issued_tokens a WHERE a.id = ${pairedAccessId} AND a.kind <> 'refresh'
), false) AS paired, ${FOUND}
WHERE t.hash = ${hash} AND t.kind = 'refresh'`,
});

/** An access token by its id. With few statistics, `kind = 'access'` would lead the planner to the index of expiry. */
export const FIND_ACCESS_TOKEN = defineKeyedQuery<FoundTokenRow, readonly ['uuid']>({
  name: 'find-access-token',
  types: ['uuid'],
  text: ([id]) => `SELECT ${FOUND} WHERE t.id = ${id} AND t.kind <> 'refresh'`,
});

/** What else happens in the statement that issues tokens. */
export interface SideEffects {
  /** The session gets a new end. */
  readonly prolongs: boolean;
  /** `use` marks the token as used, `replace` also ends the access tokens of its grant. */
  readonly spends: 'nothing' | 'use' | 'replace';
}

/** The parameters of every such statement, in this order. */
export type IssueParameters = readonly [
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
];

/** The parameters of the side effects, which follow in this order; those of an effect that a statement lacks are left out. */
export interface EffectParameters {
  /** Of `prolongs`. */
  readonly idleExpiresAt?: Date;
  /** Of `use` and `replace`. */
  readonly spent?: readonly [usedFrom: Buffer | null, successor: Buffer | null];
  /** Of `replace`. */
  readonly revocationsChannel?: string;
}

type Issue = PreparedQuery<{ readonly sessionId: string }, readonly QueryParameter[]>;

const HELD = `held AS MATERIALIZED (
  SELECT t.id AS token_id, t.grant_id, s.id AS session_id, s.owner_id, s.user_id, s.profile, s.expires_at
  FROM issued_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  WHERE t.id = $1::uuid AND t.used_at IS NULL AND t.ended_at IS NULL
    AND (t.expires_at IS NULL OR t.expires_at > $3::timestamptz)
    AND s.ended_at IS NULL AND s.expires_at > $3 AND s.idle_expires_at > $3
    AND (s.tokens_since IS NULL OR s.tokens_since <= $3)
    AND (t.kind = 'refresh' OR s.tokens_since IS NULL OR s.tokens_since <= t.issued_at)
    AND u.active AND u.role_id = $2::smallint
  FOR SHARE OF u FOR NO KEY UPDATE OF s FOR NO KEY UPDATE OF t
)`;

const ISSUED = `issued AS (
  INSERT INTO issued_tokens (id, session_id, grant_id, profile, kind, hash, issued_at, expires_at)
  SELECT n.id, held.session_id, $4::uuid, $5::varchar, n.kind, n.hash, $3, n.expires_at
  FROM held, unnest($6::uuid[], $7::varchar[], $8::bytea[], $9::timestamptz[]) AS n (id, kind, hash, expires_at)
)`;

const NOTED = `noted AS (
  INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, address, detail, request_id)
  SELECT $3, owner_id, user_id, $10::varchar, 'ok', $11::varchar, $12::inet, profile, $13::varchar FROM held
)`;

const REPLACED = `replaced AS MATERIALIZED (
  SELECT t.id, t.issued_at, held.owner_id, coalesce(t.profile, held.profile) AS profile,
    least(t.expires_at, held.expires_at) AS expires_at
  FROM held JOIN issued_tokens t ON t.grant_id = held.grant_id
  WHERE t.kind = 'access' AND t.ended_at IS NULL AND t.issued_at < $3
), ended AS (
  UPDATE issued_tokens t SET ended_at = $3 FROM replaced WHERE t.id = replaced.id
), since AS MATERIALIZED (
  SELECT ${endOfIssue('$3')} AS moment, max(expires_at) AS expires_at FROM replaced HAVING count(*) > 0
), told AS (
  INSERT INTO revocations AS known (token_id, owner_id, profile, expires_at, transaction_id, ended_before)
  SELECT session_id, owner_id, profile, since.expires_at, pg_current_xact_id()::text::bigint, moment
  FROM held, since WHERE since.expires_at > $3
  ${AS_ONE_ENTRY}
  RETURNING owner_id
), revoked AS (
  INSERT INTO revocations (token_id, owner_id, profile, expires_at, transaction_id)
  SELECT id, owner_id, profile, expires_at, pg_current_xact_id()::text::bigint FROM replaced
  WHERE expires_at > $3 AND NOT ${isTimedColumn('id')}
  ON CONFLICT DO NOTHING
)`;

/**
 * Issues tokens in the session of a live token, all or nothing. If the rotation ends access tokens, it ends all of the
 * session that were issued before a moment; the feed has one entry per session for this. When the token, session or
 * user has ended since it was read, or the user's role has changed, it returns no row and changes nothing. It locks
 * user, session and token in this order, like every statement that ends sessions, and checks the rows again after it
 * has waited for a lock.
 *
 * Each set of side effects has a statement of its own: a parameter that switches them off would make PostgreSQL plan the
 * statement anew for each request.
 */
function issueStatement({ prolongs, spends }: SideEffects): Issue {
  const next = parametersFrom(14);
  const ends = spends === 'replace';
  const since = ends ? ['tokens_since = coalesce((SELECT moment FROM since), s.tokens_since)'] : [];
  const changed = [...(prolongs ? [`idle_expires_at = ${next()}::timestamptz`] : []), ...since];
  const parts = [
    HELD,
    ...(spends === 'nothing'
      ? []
      : [
          `spent AS (
  UPDATE issued_tokens t SET used_at = $3, used_from = ${next()}::bytea, successor = ${next()}::bytea
  FROM held WHERE t.id = held.token_id
)`,
        ]),
    ...(ends ? [REPLACED] : []),
    ...(changed.length > 0
      ? [`changed AS (UPDATE sessions s SET ${changed.join(', ')} FROM held WHERE s.id = held.session_id)`]
      : []),
    ISSUED,
    NOTED,
  ];
  const told = ends ? `, (SELECT pg_notify(${next()}::text, owner_id::text) FROM told LIMIT 1) AS told` : '';
  return defineQuery({
    name: ['issue-in-session', ...(prolongs ? ['prolong'] : []), ...(spends === 'nothing' ? [] : [spends])].join('-'),
    text: `WITH ${parts.join(', ')} SELECT session_id AS "sessionId"${told} FROM held`,
  });
}

function parametersFrom(first: number): () => string {
  let number = first;
  return () => `$${number++}`;
}

const STATEMENTS: Readonly<Record<`${boolean}`, Readonly<Record<SideEffects['spends'], Issue>>>> = {
  true: everyIssue(true),
  false: everyIssue(false),
};

function everyIssue(prolongs: boolean): Readonly<Record<SideEffects['spends'], Issue>> {
  return {
    nothing: issueStatement({ prolongs, spends: 'nothing' }),
    use: issueStatement({ prolongs, spends: 'use' }),
    replace: issueStatement({ prolongs, spends: 'replace' }),
  };
}

/** The statement that issues tokens with these side effects, and its parameters. */
export function issueInSession(
  parameters: IssueParameters,
  { idleExpiresAt, spent, revocationsChannel }: EffectParameters,
): readonly [Issue, readonly QueryParameter[]] {
  const spends = spent === undefined ? 'nothing' : revocationsChannel === undefined ? 'use' : 'replace';
  const effects = [idleExpiresAt, ...(spent ?? []), revocationsChannel].filter((each) => each !== undefined);
  return [STATEMENTS[`${idleExpiresAt !== undefined}`][spends], [...parameters, ...effects]];
}
