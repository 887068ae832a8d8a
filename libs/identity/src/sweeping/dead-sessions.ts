import type { EntityManager } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Sweep, SweptBatch } from './sweep';

/** Each of these ends a session, and each has an index. */
const ENDS = ['ended_at', 'idle_expires_at', 'expires_at'] as const;

/** A session has two tokens at least; a batch of tokens should not be short of sessions. */
const TOKENS_A_SESSION = 2;

/**
 * Sweeps sessions that ended, by themselves or not, more than `keepSeconds` ago, with everything that was issued in them.
 * The tokens go first, so many at a time: a session of thousands, deleted at once, would take all of them along in one
 * statement.
 */
export function deadSessions(keepSeconds: number): Sweep {
  return {
    name: 'sessions',
    begin(now) {
      const before = secondsAfter(now, -keepSeconds);
      const ends = [...ENDS];
      return async (manager, limit) => {
        const [end] = ends;
        if (end === undefined) return { deleted: 0, more: false };
        const { deleted, more } = await sweepBatch(manager, end, before, limit);
        if (!more) ends.shift();
        return { deleted, more: ends.length > 0 };
      };
    },
  };
}

async function sweepBatch(
  manager: EntityManager,
  end: (typeof ENDS)[number],
  before: Date,
  limit: number,
): Promise<SweptBatch> {
  const most = Math.ceil(limit / TOKENS_A_SESSION);
  // Whoever issues a token in a session locks the session first: nothing is added to these while they are locked here.
  const dead = await manager.query<{ id: string }[]>(
    `SELECT "id" FROM "sessions" WHERE "${end}" <= $1 ORDER BY "${end}" LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [before, most],
  );
  if (dead.length === 0) return { deleted: 0, more: false };
  const ids = dead.map(({ id }) => id);
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
  // Where nothing could be deleted, whoever holds the tokens is waited for until the next run.
  return { deleted: sessions, more: tokens + sessions > 0 && (dead.length === most || tokens === limit) };
}
