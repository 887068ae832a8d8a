import type { EntityManager } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Sweep, SweptBatch } from './sweep';

/** The columns that find ended sessions, and sessions that may have expired. Each has an index. */
const WAYS = ['ended_at', 'sweep_at'] as const;

/** The share of sessions in a batch: a session usually has at least two tokens. */
const TOKENS_A_SESSION = 2;

/**
 * Sweeps sessions that ended or expired more than `keepSeconds` ago, with all their tokens. The tokens are deleted
 * first, in batches, because deleting a session with thousands of tokens would delete all of them in one statement.
 */
export function deadSessions(keepSeconds: number): Sweep {
  return {
    name: 'sessions',
    begin(now) {
      const before = secondsAfter(now, -keepSeconds);
      const ways = [...WAYS];
      return async (manager, limit) => {
        const [way] = ways;
        if (way === undefined) return { deleted: 0, more: false };
        const { deleted, more } = await sweepBatch(manager, way, before, limit);
        if (!more) ways.shift();
        return { deleted, more: ways.length > 0 };
      };
    },
  };
}

/** A session that may have ended. */
interface Candidate {
  readonly id: string;
  readonly dead: boolean;
}

async function sweepBatch(
  manager: EntityManager,
  way: (typeof WAYS)[number],
  before: Date,
  limit: number,
): Promise<SweptBatch> {
  const most = Math.ceil(limit / TOKENS_A_SESSION);
  // Issuing a token locks the session first, so no token is added to these sessions while they are locked here.
  const found = await manager.query<Candidate[]>(
    `SELECT "id", "ended_at" IS NOT NULL OR least("idle_expires_at", "expires_at") <= $1 AS "dead"
     FROM "sessions" WHERE "${way}" <= $1 ORDER BY "${way}" LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [before, most],
  );
  if (found.length === 0) return { deleted: 0, more: false };
  const postponed = await postpone(manager, found);
  const ids = found.filter(({ dead }) => dead).map(({ id }) => id);
  const { tokens, sessions } = await deleteSessions(manager, ids, limit);
  // If nothing could be deleted, other transactions hold the tokens, and the next run tries again.
  const moved = postponed + tokens + sessions > 0;
  return { deleted: sessions, more: moved && (found.length === most || tokens === limit) };
}

/** A refreshed session is checked again at its new end: once per idle time, not at each refresh. */
async function postpone(manager: EntityManager, found: readonly Candidate[]): Promise<number> {
  const alive = found.filter(({ dead }) => !dead).map(({ id }) => id);
  if (alive.length === 0) return 0;
  await manager.query(
    `UPDATE "sessions" SET "sweep_at" = least("idle_expires_at", "expires_at") WHERE "id" = ANY($1)`,
    [alive],
  );
  return alive.length;
}

async function deleteSessions(
  manager: EntityManager,
  ids: readonly string[],
  limit: number,
): Promise<{ readonly tokens: number; readonly sessions: number }> {
  if (ids.length === 0) return { tokens: 0, sessions: 0 };
  const [, tokens] = await manager.query<[unknown, number]>(
    `WITH "due" AS MATERIALIZED (
       SELECT "id" FROM "issued_tokens" WHERE "session_id" = ANY($1) LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     DELETE FROM "issued_tokens" USING "due" WHERE "issued_tokens"."id" = "due"."id"`,
    [ids, limit],
  );
  const [, sessions] = await manager.query<[unknown, number]>(
    `DELETE FROM "sessions" WHERE "id" = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM "issued_tokens" WHERE "session_id" = "sessions"."id")`,
    [ids],
  );
  return { tokens, sessions };
}
