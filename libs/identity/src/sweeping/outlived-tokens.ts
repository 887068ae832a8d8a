import type { EntityManager } from 'typeorm';
import { secondsAfter } from '../clock';
import type { Sweep, SweptBatch } from './sweep';

/** The position of a run: the last token that it checked. */
interface Place {
  readonly expiresAt: Date;
  readonly id: string;
}

interface Candidate extends Place {
  readonly paired: boolean;
}

const START: Place = { expiresAt: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/**
 * Sweeps access tokens that expired more than `keepSeconds` ago in open sessions. Otherwise wires that renew access for
 * weeks would leave a row for every few minutes.
 *
 * Refresh tokens, used or not, and the access tokens that were issued together with one are kept: a refresh may have to
 * name its pair, and a used token that is sent again must be recognised as long as its session lives.
 */
export function outlivedTokens(keepSeconds: number): Sweep {
  return {
    name: 'access tokens',
    begin(now) {
      const before = secondsAfter(now, -keepSeconds);
      // Paired tokens are kept, so without a position each batch would read all of them again.
      let place = START;
      return async (manager, limit) => {
        const candidates = await candidatesBehind(manager, place, before, limit);
        place = candidates.at(-1) ?? place;
        return sweepBatch(manager, candidates, limit);
      };
    },
  };
}

async function candidatesBehind(
  manager: EntityManager,
  place: Place,
  before: Date,
  limit: number,
): Promise<readonly Candidate[]> {
  return manager.query<Candidate[]>(
    `SELECT "id", "expires_at" AS "expiresAt", EXISTS (
       SELECT 1 FROM "issued_tokens" AS "other" WHERE "other"."grant_id" = "token"."grant_id" AND "other"."kind" = 'refresh'
     ) AS "paired"
     FROM "issued_tokens" AS "token"
     WHERE "kind" = 'access' AND "expires_at" <= $1 AND ("expires_at", "id") > ($2, $3)
     ORDER BY "expires_at", "id" LIMIT $4`,
    [before, place.expiresAt, place.id, limit],
  );
}

async function sweepBatch(
  manager: EntityManager,
  candidates: readonly Candidate[],
  limit: number,
): Promise<SweptBatch> {
  const alone = candidates.filter(({ paired }) => !paired).map(({ id }) => id);
  const more = candidates.length === limit;
  if (alone.length === 0) return { deleted: 0, more };
  const [, deleted] = await manager.query<[unknown, number]>(
    `WITH "due" AS MATERIALIZED (
       SELECT "id" FROM "issued_tokens" WHERE "id" = ANY($1) FOR UPDATE SKIP LOCKED
     )
     DELETE FROM "issued_tokens" USING "due" WHERE "issued_tokens"."id" = "due"."id"`,
    [alone],
  );
  return { deleted, more };
}
