import { defineQuery } from '@portero/database';

/**
 * Begins the session of a token that another back end issued, unless the token was seen before, its user does not
 * exist, or the user's sessions were ended after it was issued. It locks the user: a simultaneous change of the
 * password waits, and then ends the new session. A name that matches two users is refused, even if the sessions of one
 * of them have ended.
 */
export const ADOPT_TOKEN = defineQuery<
  { readonly id: string },
  [
    externalId: string,
    usernameKey: string | null,
    owners: readonly string[] | null,
    issuedAt: Date,
    tokenId: string,
    rememberedUntil: Date,
    sessionId: string,
    profile: string,
    now: Date,
    idleExpiresAt: Date,
    expiresAt: Date,
    kind: string,
    hash: Buffer | null,
    tokenExpiresAt: Date,
  ]
>({
  name: 'adopt-token',
  text: `
WITH named AS MATERIALIZED (
  SELECT u.id, u.owner_id, u.sessions_ended_at FROM users u JOIN owners o ON o.id = u.owner_id
  WHERE (u.external_id = $1::varchar OR u.username_key = $2::varchar)
    AND o.uuid = ANY(coalesce($3::uuid[], ARRAY(SELECT value::uuid FROM service_state WHERE name = 'default_owner')))
  FOR SHARE OF u
), holder AS MATERIALIZED (
  SELECT id, owner_id FROM named WHERE (SELECT count(*) FROM named) = 1
    AND (sessions_ended_at IS NULL OR sessions_ended_at < $4::timestamptz)
), remembered AS (
  INSERT INTO legacy_tokens (token_id, owner_id, expires_at)
  SELECT $5::uuid, owner_id, $6::timestamptz FROM holder
  ON CONFLICT DO NOTHING RETURNING token_id
), begun AS (
  INSERT INTO sessions (id, owner_id, user_id, profile, created_at, idle_expires_at, expires_at, sweep_at)
  SELECT $7::uuid, owner_id, id, $8::varchar, $9::timestamptz, $10::timestamptz, $11::timestamptz,
    least($10::timestamptz, $11::timestamptz)
  FROM holder, remembered
  ON CONFLICT DO NOTHING
)
INSERT INTO issued_tokens (id, session_id, grant_id, kind, hash, issued_at, expires_at)
SELECT $5, $7, $7, $12::varchar, $13::bytea, $4, $14::timestamptz FROM holder, remembered
ON CONFLICT DO NOTHING RETURNING id`,
});
