import { secondsAfter } from '../clock';
import type { Sweep } from './sweep';

/** The name of {@link refreshAnswers}. */
export const REFRESH_ANSWERS = 'refresh answers';

/** Deletes the stored answers for retries of a refresh after retries are no longer possible. The tokens are kept. */
export function refreshAnswers(keepSeconds: number): Sweep {
  return {
    name: REFRESH_ANSWERS,
    soonSeconds: keepSeconds + 1,
    begin(now) {
      const before = secondsAfter(now, -keepSeconds);
      return async (manager, limit) => {
        const [, deleted] = await manager.query<[unknown, number]>(
          `WITH "due" AS MATERIALIZED (
             SELECT "id" FROM "issued_tokens" WHERE "successor" IS NOT NULL AND "used_at" < $1
             ORDER BY "used_at" LIMIT $2 FOR UPDATE SKIP LOCKED
           )
           UPDATE "issued_tokens" SET "successor" = NULL FROM "due" WHERE "issued_tokens"."id" = "due"."id"`,
          [before, limit],
        );
        return { deleted, more: deleted === limit };
      };
    },
  };
}
