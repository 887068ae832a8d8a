/** More ids than other transactions can take while the sequence is raised. */
const MARGIN = 1000;

/**
 * The key of an advisory lock: two arbitrary numbers, the same in every release. Without the lock, two simultaneous
 * calls could lower the sequence.
 */
export const RAISING_LOCK = '1349481332, 3';

/** The range in which our own ids can be. The sequence will never reach larger external ids. */
const NUMERIC = '^[1-9][0-9]{0,8}$';

/**
 * SQL that keeps the ids of new users above external ids. The tokens of a dialect may show an external id where there
 * is one and our own id elsewhere (`SIMPLEJWT_USER_ID=external`, `KOKO_SUB=external`): a new user must not get the id
 * by which the back ends know somebody else. If the ids are high enough already, it takes no lock. Otherwise it holds
 * one until the transaction ends.
 *
 * `CASE`, because PostgreSQL computes a cast of a parameter before any row is filtered.
 *
 * @param externalIds a subquery with one column, `external_id`
 */
export function raiseUserIds(externalIds: string): string {
  return `(
    SELECT setval('users_id_seq', told.highest + ${MARGIN})
    FROM (
      SELECT high.highest, pg_advisory_xact_lock(${RAISING_LOCK})::text AS locked
      FROM (
        SELECT max(CASE WHEN g.external_id ~ '${NUMERIC}' THEN g.external_id::int END) AS highest FROM ${externalIds} AS g
      ) AS high
      WHERE high.highest > (SELECT last_value FROM users_id_seq) OFFSET 0
    ) AS told CROSS JOIN LATERAL (SELECT last_value FROM users_id_seq WHERE told.locked IS NOT NULL OFFSET 0) AS s
    WHERE told.highest > s.last_value)`;
}
