/** More ids than are taken between the two reads of the sequence, which have no lock. */
const MARGIN = 1000;

/** What may be an id of ours: a larger external id cannot become one in this lifetime. */
const NUMERIC = '^[1-9][0-9]{0,8}$';

/**
 * SQL that keeps the ids of new users above external ids. The tokens of a dialect may show an external id where there is one and
 * our own id elsewhere (`SIMPLEJWT_USER_ID=external`, `KOKO_SUB=external`): a new user must not get the id by which the back
 * ends know somebody else.
 *
 * @param externalIds a subquery with one column, `external_id`
 */
export function raiseUserIds(externalIds: string): string {
  return `(
    SELECT setval('users_id_seq', told.highest + ${MARGIN})
    FROM (SELECT max(g.external_id::int) AS highest FROM ${externalIds} AS g WHERE g.external_id ~ '${NUMERIC}') AS told,
      users_id_seq AS s
    WHERE told.highest > s.last_value)`;
}
