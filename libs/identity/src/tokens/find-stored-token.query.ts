import { defineKeyedQuery } from '@portero/database';
import { PERSONAL_COLUMNS, type PersonalDetails } from '../accounts/personal-details';

/** The columns that decide whether a token is alive. */
export type TokenStateRow = {
  readonly id: string;
  readonly kind: 'access' | 'refresh';
  readonly issuedAt: Date;
  readonly tokenProfile: string | null;
  readonly expiresAt: Date | null;
  readonly usedAt: Date | null;
  readonly endedAt: Date | null;
  readonly sessionProfile: string;
  readonly sessionExpiresAt: Date;
  readonly sessionIdleExpiresAt: Date;
  readonly sessionEndedAt: Date | null;
  readonly tokensSince: Date | null;
  readonly active: boolean;
};

/** The same, and whose token it is. */
export type StoredTokenRow = TokenStateRow &
  PersonalDetails & {
    readonly sessionId: string;
    readonly sessionCreatedAt: Date;
    readonly userId: number;
    readonly userUuid: string;
    readonly ownerId: number;
    readonly ownerUuid: string;
    readonly externalId: string | null;
    readonly email: string;
    readonly username: string | null;
    readonly roleId: number;
    readonly countryCode: string;
    readonly verifiedAt: Date | null;
  };

const STATE = `t.id, t.kind, t.issued_at AS "issuedAt", t.profile AS "tokenProfile", t.expires_at AS "expiresAt", t.used_at AS "usedAt",
  t.ended_at AS "endedAt", s.profile AS "sessionProfile", s.expires_at AS "sessionExpiresAt",
  s.idle_expires_at AS "sessionIdleExpiresAt", s.ended_at AS "sessionEndedAt",
  s.tokens_since AS "tokensSince", u.active`;

const HOLDER = `s.id AS "sessionId", s.created_at AS "sessionCreatedAt", u.id AS "userId",
  u.uuid AS "userUuid", u.owner_id AS "ownerId", o.uuid AS "ownerUuid", u.external_id AS "externalId", u.email, u.username, ${PERSONAL_COLUMNS},
  u.role_id AS "roleId", u.country_code AS "countryCode", u.verified_at AS "verifiedAt"`;

// The conditions use unique keys only: with few statistics, `kind = 'access'` would lead the planner to the index of expiry.
const SESSION = 'issued_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id';

/** The tables of a token, its session and its user. */
export const STORED_TOKEN_TABLES = `${SESSION} JOIN owners o ON o.id = u.owner_id`;

/** The columns of a {@link StoredTokenRow}, from {@link STORED_TOKEN_TABLES}. */
export const STORED_TOKEN_COLUMNS = `${STATE}, ${HOLDER}`;

/** The state of a token by its id, the `jti`. */
export const findTokenStateById = defineKeyedQuery<TokenStateRow, readonly ['uuid']>({
  name: 'find-token-state-by-id',
  types: ['uuid'],
  text: ([id]) => `SELECT ${STATE} FROM ${SESSION} WHERE t.id = ${id}`,
});

/** The state of a refresh token or an opaque key by its SHA-256. */
export const findTokenStateByHash = defineKeyedQuery<TokenStateRow, readonly ['bytea']>({
  name: 'find-token-state-by-hash',
  types: ['bytea'],
  text: ([hash]) => `SELECT ${STATE} FROM ${SESSION} WHERE t.hash = ${hash}`,
});

/** A token and its user by the token's id, the `jti`. */
export const findStoredTokenById = defineKeyedQuery<StoredTokenRow, readonly ['uuid']>({
  name: 'find-stored-token-by-id',
  types: ['uuid'],
  text: ([id]) => `SELECT ${STORED_TOKEN_COLUMNS} FROM ${STORED_TOKEN_TABLES} WHERE t.id = ${id}`,
});

/**
 * The same by either hash: a key of a replaced back end may be kept as its SHA-1. An array of hashes would be planned anew for each
 * request, because PostgreSQL expects ten of them where it does not know how many there are.
 */
export const findStoredTokenByHashes = defineKeyedQuery<StoredTokenRow, readonly ['bytea', 'bytea']>({
  name: 'find-stored-token-by-hashes',
  types: ['bytea', 'bytea'],
  text: ([hash, other]) => `SELECT ${STORED_TOKEN_COLUMNS} FROM ${STORED_TOKEN_TABLES}
         WHERE t.id = (SELECT k.id FROM issued_tokens k WHERE k.hash IN (${hash}, ${other}) LIMIT 1)`,
});

/** A refresh token or an opaque key and its user, by its SHA-256. */
export const findStoredTokenByHash = defineKeyedQuery<StoredTokenRow, readonly ['bytea']>({
  name: 'find-stored-token-by-hash',
  types: ['bytea'],
  text: ([hash]) => `SELECT ${STORED_TOKEN_COLUMNS} FROM ${STORED_TOKEN_TABLES} WHERE t.hash = ${hash}`,
});
