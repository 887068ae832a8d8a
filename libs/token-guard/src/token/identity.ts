import { canonicalId } from './canonical-id.js';
import type { NumericDate } from './claims.js';

/** The caller according to a verified token. It and its roles are frozen, and one object may be returned many times. */
export interface Identity {
  /** A client's own token names no user and must never be treated as a user's. */
  readonly kind: 'user' | 'client';
  /**
   * The user's uuid, or for a client that of its owner. A Koko token that was verified without introspection has the
   * user's number here, because it contains nothing else.
   */
  readonly subject: string;
  /** The uuid of the owner (the tenant); `undefined` only for a Koko token that was verified without introspection. */
  readonly owner: string | undefined;
  /** Names such as `BUYER`; empty for a client, or if they are not known. */
  readonly roles: readonly string[];
  /** Whether `roles` is complete. If not, routes that need a role refuse. */
  readonly rolesKnown: boolean;
  /** The dialect in which the user logged in, if the token contains it. */
  readonly dialect: string | undefined;
  /** Whether the user's e-mail is confirmed; `false` if the token does not say. */
  readonly emailVerified: boolean;
  /** The id of the token for the revocation feed, in the token's spelling. */
  readonly tokenId: string | undefined;
  /** The session's id for the feed; `undefined` if the token does not contain it. */
  readonly sessionId?: string | undefined;
  /** Seconds since 1970; `undefined` for keys without it. */
  readonly issuedAt: NumericDate | undefined;
  /** Seconds since 1970; `undefined` for keys without an expiry. */
  readonly expiresAt: NumericDate | undefined;
  /** How it was verified: locally by its signature, or by asking the issuer. */
  readonly verifiedBy: 'signature' | 'introspection';
}

/** No role. */
export const NO_ROLES: readonly string[] = Object.freeze([]);

/**
 * Whether a subject is a user. A client's own token has the owner as its subject. Ids are compared in canonical form,
 * like in the revocation feed, so that no spelling of the same id turns a client into a user.
 */
export function kindOf(subject: string, clientId: string | undefined, owner: string | undefined): Identity['kind'] {
  const isClient = isSameId(subject, owner) || (clientId !== owner && isSameId(subject, clientId));
  return isClient ? 'client' : 'user';
}

function isSameId(one: string, other: string | undefined): boolean {
  if (one === other || other === undefined) return other !== undefined;
  if (one.length === other.length) return one.toLowerCase() === other.toLowerCase();
  return canonicalId(one) === canonicalId(other);
}
