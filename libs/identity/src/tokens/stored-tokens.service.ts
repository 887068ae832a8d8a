import { hash as digest } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type IssuedToken, Queries, type Role, type Session } from '@portero/database';
import { personalDetailsOf } from '../accounts/personal-details';
import { Roles } from '../roles/roles.service';
import {
  findStoredTokenByHash,
  findStoredTokenByHashes,
  findStoredTokenById,
  findTokenStateByHash,
  findTokenStateById,
  type StoredTokenRow,
  type TokenStateRow,
} from './find-stored-token.query';
import { hashToken } from './token-issuer.service';
import type { TokenHolder } from './token-profile';

/** A token by one of its unique keys: the id, which is the `jti`, or the SHA-256 of a refresh token or an opaque key. */
export type TokenKey = { readonly id: string } | { readonly hash: Buffer };

/** The columns that decide whether a token is alive, and its profile. */
export interface TokenState {
  readonly token: Pick<IssuedToken, 'id' | 'kind' | 'issuedAt' | 'profile' | 'expiresAt' | 'usedAt' | 'endedAt'>;
  readonly session: Pick<Session, 'profile' | 'expiresAt' | 'idleExpiresAt' | 'endedAt' | 'tokensSince'>;
  /** Whether its user may log in. */
  readonly active: boolean;
}

/** A token, alive or not, its session and its user. */
export interface StoredToken extends TokenState {
  readonly session: TokenState['session'] & Pick<Session, 'id' | 'createdAt'>;
  readonly subject: TokenHolder;
}

/** Imported keys have this form; other back ends store them as SHA-1. */
const IMPORTABLE_KEY = /^[0-9a-f]{40}$/iu;

/** Reads tokens with one statement each, without a cache, so that every replica refuses an ended session at once. */
@Injectable()
export class StoredTokens {
  constructor(
    private readonly queries: Queries,
    private readonly roles: Roles,
  ) {}

  /** The state of a token; `null` when there is none. */
  async state(key: TokenKey): Promise<TokenState | null> {
    const row = await ('id' in key
      ? this.queries.readByKey(findTokenStateById, [key.id])
      : this.queries.readByKey(findTokenStateByHash, [key.hash]));
    return row && asState(row);
  }

  /** A token with its user; `null` when there is none. */
  find(key: TokenKey): Promise<StoredToken | null> {
    return this.withSubject(
      'id' in key
        ? this.queries.readByKey(findStoredTokenById, [key.id])
        : this.queries.readByKey(findStoredTokenByHash, [key.hash]),
    );
  }

  /** The same for an opaque key in clear, our own or imported. */
  findKey(text: string): Promise<StoredToken | null> {
    const hash = hashToken(text);
    if (!IMPORTABLE_KEY.test(text)) return this.find({ hash });
    const sha1 = digest('sha1', text, 'buffer');
    return this.withSubject(this.queries.readByKey(findStoredTokenByHashes, [hash, sha1]));
  }

  private async withSubject(found: Promise<StoredTokenRow | null>): Promise<StoredToken | null> {
    const row = await found;
    return row && storedTokenOf(row, this.roles.known() ?? (await this.roles.all()));
  }
}

/** The token, session and user in a row. */
export function storedTokenOf(row: StoredTokenRow, roles: readonly Role[]): StoredToken {
  const role = roles.find(({ id }) => id === row.roleId);
  if (!role) throw new Error('A user has a role that does not exist');
  const { token, session, active } = asState(row);
  return {
    token,
    session: { ...session, id: row.sessionId, createdAt: row.sessionCreatedAt },
    active,
    subject: { ...holderOf(row), role },
  };
}

function asState(row: TokenStateRow): TokenState {
  const { id, kind, issuedAt, tokenProfile: profile, expiresAt, usedAt, endedAt } = row;
  return {
    token: { id, kind, issuedAt, profile, expiresAt, usedAt, endedAt },
    session: {
      profile: row.sessionProfile,
      expiresAt: row.sessionExpiresAt,
      idleExpiresAt: row.sessionIdleExpiresAt,
      endedAt: row.sessionEndedAt,
      tokensSince: row.tokensSince,
    },
    active: row.active,
  };
}

function holderOf(row: StoredTokenRow): Omit<TokenHolder, 'role'> {
  const { ownerId, email, username, roleId, countryCode, active, verifiedAt } = row;
  const owner = { id: ownerId, uuid: row.ownerUuid };
  const named = {
    id: row.userId,
    uuid: row.userUuid,
    externalId: row.externalId,
    ownerId,
    owner,
    email,
    username,
    ...personalDetailsOf(row),
  };
  return { ...named, roleId, countryCode, active, verifiedAt };
}
