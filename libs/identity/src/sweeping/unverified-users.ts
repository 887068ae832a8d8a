import type { EntityManager } from 'typeorm';
import { REVOCATIONS_CHANNEL } from '../revocations/revocations.service';
import type { Sweep, SweptBatch } from './sweep';

/** Events this soon after a registration belong to it: the first session, a retry. */
const OF_REGISTRATION = `interval '1 hour'`;

/** Events that show that a user is active. */
const OF_USE = `('login', 'refresh', 'token_exchanged')`;

/**
 * Deletes users who registered themselves and did not confirm their e-mail in time. A user who was active after the
 * registration (a log-in, a refresh or a token exchange) is kept, unless it only claims an e-mail that another user
 * holds.
 */
export function unverifiedUsers(): Sweep {
  return { name: 'unverified users', begin: (now) => (manager, limit) => sweepBatch(manager, now, limit) };
}

async function sweepBatch(manager: EntityManager, now: Date, limit: number): Promise<SweptBatch> {
  // Confirming and logging in lock the user first, so the state that is checked below cannot change.
  const due = await manager.query<{ id: number }[]>(
    `SELECT id FROM users WHERE unverified_until <= $1 ORDER BY unverified_until LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  if (due.length === 0) return { deleted: 0, more: false };
  const ids = due.map(({ id }) => id);
  const gone = (await manager.query<{ id: number }[]>(ABANDONED, [ids])).map(({ id }) => id);
  await manager.query(`UPDATE users SET unverified_until = NULL WHERE id = ANY($1::int[]) AND id <> ALL($2::int[])`, [
    ids,
    gone,
  ]);
  if (gone.length > 0) await remove(manager, now, gone);
  return { deleted: gone.length, more: due.length === limit };
}

const ABANDONED = `
SELECT u.id FROM users u
WHERE u.id = ANY($1::int[]) AND u.verified_at IS NULL AND u.disabled_at IS NULL
  AND u.import_id IS NULL AND u.external_id IS NULL
  AND (u.claimed_email_key IS NOT NULL OR NOT (
    EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.created_at > u.created_at + ${OF_REGISTRATION})
    OR EXISTS (
      SELECT 1 FROM audit_events e
      WHERE e.owner_id = u.owner_id AND e.user_id = u.id AND e.event IN ${OF_USE} AND e.outcome = 'ok'
        AND e.at > u.created_at + ${OF_REGISTRATION}
    )))`;

/** Verifiers and the owner get the same records as for every deletion. */
async function remove(manager: EntityManager, now: Date, ids: readonly number[]): Promise<void> {
  await manager.query(
    `WITH ended AS (
       UPDATE sessions SET ended_at = $2::timestamptz, end_reason = 'account_deleted'
       WHERE user_id = ANY($1::int[]) AND ended_at IS NULL RETURNING id, owner_id
     ), affected AS MATERIALIZED (
       SELECT owner_id, revoke_sessions(array_agg(id), $2) AS revoked FROM ended GROUP BY owner_id
     )
     SELECT pg_notify($3::text, owner_id::text) FROM affected WHERE revoked > 0`,
    [ids, now, REVOCATIONS_CHANNEL],
  );
  await manager.query(
    `INSERT INTO audit_events (at, owner_id, user_id, event, outcome, actor, detail)
     SELECT $2::timestamptz, owner_id, id, 'user_deleted', 'ok', 'operator', 'unverified' FROM users WHERE id = ANY($1::int[])`,
    [ids, now],
  );
  await manager.query(`DELETE FROM users WHERE id = ANY($1::int[])`, [ids]);
}
