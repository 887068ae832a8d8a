import { canonicalId } from './canonical-id.js';
import type { NumericDate } from './claims.js';

/** Who calls, as a verified token says. It is frozen, its roles too, and one object may be handed out many times. */
export interface Identity {
  /** A client's own token names no user and must never be taken for one. */
  readonly kind: 'user' | 'client';
  /**
   * The user's uuid, or for a client that of its owner. Only a Koko token that was verified without introspection has the
   * user's number here: it says nothing else.
   */
  readonly subject: string;
  /** The uuid of the owner (the tenant); `undefined` only for a Koko token that was verified without introspection. */
  readonly owner: string | undefined;
  /** Names such as `BUYER`; none for a client, and none if they are not known. */
  readonly roles: readonly string[];
  /** Whether `roles` is all there is to know. If not, routes that need a role refuse. */
  readonly rolesKnown: boolean;
  /** The dialect in which the user logged in, if the token says so. */
  readonly dialect: string | undefined;
  /** Whether the user proved to have the mailbox; `false` where the token does not say. */
  readonly emailVerified: boolean;
  /** What the revocation feed would name, as the token writes it. */
  readonly tokenId: string | undefined;
  /** The session that the token belongs to, as the feed would name it; `undefined` if the token does not say. */
  readonly sessionId?: string | undefined;
  /** Seconds since 1970; `undefined` for keys that do not say. */
  readonly issuedAt: NumericDate | undefined;
  /** Seconds since 1970; `undefined` for keys that live until they are ended. */
  readonly expiresAt: NumericDate | undefined;
  /** How it was found good: here by its signature, or by asking the issuer. */
  readonly verifiedBy: 'signature' | 'introspection';
}

/** No role. */
export const NO_ROLES: readonly string[] = Object.freeze([]);

/**
 * Whether a subject is a user. A client's own token has the owner as its subject, and the comparison is as wide as that of
 * the revocation feed, so that no spelling of the same id makes a user of a client.
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
