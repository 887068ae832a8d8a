import { defineKeyedQuery } from '@portero/database';
import { STORED_TOKEN_COLUMNS, STORED_TOKEN_TABLES, type StoredTokenRow } from '../../tokens/find-stored-token.query';

/** A token that a client sends in exchange for others, with its session and its user. */
export type PresentedTokenRow = StoredTokenRow & {
  readonly usedFrom: Buffer | null;
  readonly successor: Buffer | null;
  readonly disabledAt: Date | null;
};

const FOUND = `${STORED_TOKEN_COLUMNS}, t.used_from AS "usedFrom", t.successor, u.disabled_at AS "disabledAt"
  FROM ${STORED_TOKEN_TABLES}`;

/** Selects a refresh token by its hash. `paired`: whether the given access token, if any, was issued together with it. */
export const FIND_REFRESH_TOKEN = defineKeyedQuery<
  PresentedTokenRow & { readonly paired: boolean },
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
export const FIND_ACCESS_TOKEN = defineKeyedQuery<PresentedTokenRow, readonly ['uuid']>({
  name: 'find-access-token',
  types: ['uuid'],
  text: ([id]) => `SELECT ${FOUND} WHERE t.id = ${id} AND t.kind <> 'refresh'`,
});
