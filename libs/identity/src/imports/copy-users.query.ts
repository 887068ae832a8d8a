import { raiseUserIds } from '../accounts/raise-user-ids';
import { BATCH_SETTINGS } from './merge-rows.query';

/**
 * Settings of a transaction that copies users, who get ids above `first_id`. Other transactions may take ids in
 * between.
 *
 * PostgreSQL checks the foreign keys of each row with a query, which takes as long as the rest of the copy. All rows of
 * a batch have the same owner and a few roles, so these are looked up once and locked as the check would lock them. The
 * triggers of foreign keys are then off until {@link COPIED}, if the database role may turn them off.
 *
 * $1 owner, $2 roles, each once
 */
export const PREPARE_COPY = `
WITH referenced AS MATERIALIZED (
  SELECT (SELECT count(*) FROM (SELECT FROM owners WHERE id = $1::int FOR KEY SHARE) o) = 1
    AND (SELECT count(*) FROM (SELECT FROM roles WHERE id = ANY($2::int[]) FOR KEY SHARE) r) = cardinality($2::int[]) AS exist
)
SELECT ${BATCH_SETTINGS}, nextval('users_id_seq')::int AS first_id,
  CASE WHEN exist AND has_parameter_privilege('session_replication_role', 'SET')
    THEN set_config('session_replication_role', 'replica', true) END
FROM referenced`;

/** The highest id that was copied. Foreign keys are checked again. */
export const COPIED = `
SELECT currval('users_id_seq')::int AS last_id,
  CASE WHEN current_setting('session_replication_role') = 'replica'
    THEN set_config('session_replication_role', 'origin', true) END`;

/** Keeps ids above an external id. $1 the highest one of those that were copied */
export const RAISE_IDS = `SELECT ${raiseUserIds('(SELECT $1::varchar AS external_id)')}`;
