import type { SigningAlgorithm } from '../keys/signing-algorithm';
import type { JsonObject } from './jws';
import type { LegacyFormat } from './legacy-format';
import type { Owner, Role, User } from '@portero/database';
import type { PersonalDetail } from '../accounts/personal-details';

/** A user with what tokens say of it. */
export type TokenSubject = User & { readonly role: Role; readonly owner: Owner };

/** A user as the checks of its tokens read it: without its password hash and the keys of its names. */
export type TokenHolder = Readonly<
  Pick<
    User,
    | 'id'
    | 'uuid'
    | 'ownerId'
    | 'externalId'
    | 'email'
    | 'username'
    | PersonalDetail
    | 'roleId'
    | 'countryCode'
    | 'active'
    | 'verifiedAt'
  >
> & { readonly role: Role; readonly owner: Pick<Owner, 'id' | 'uuid'> };

/** What is known when a token is made. Times are JWT NumericDates. */
export interface TokenFacts {
  readonly subject: TokenHolder;
  /** The token's id, a lower-case UUID: it must be found in the claims as `jti`, with or without dashes. */
  readonly tokenId: string;
  /** Its session's id, a lower-case UUID. */
  readonly sessionId: string;
  readonly issuedAt: number;
  /** `null` when the token itself tells no end. */
  readonly expiresAt: number | null;
  readonly key: { readonly kid: string; readonly alg: SigningAlgorithm };
}

/** A signed token (RFC 7519) whose claims, in their order, the profile decides. */
export interface JwtFormat {
  readonly type: 'jwt';
  readonly alg: SigningAlgorithm;
  /** `null` when only the session ends it. Later than the session's own end, it is cut to that. */
  readonly expiresAt: (issuedAt: Date) => Date | null;
  readonly claims: (facts: TokenFacts) => Record<string, unknown>;
  /** How `jti` spells a token's id; by default as it is, with dashes. */
  readonly spellId?: (tokenId: string, sessionId: string) => string;
  /** Whether a token says which session it belongs to, so that the feed can tell its end by the session. */
  readonly carriesSession?: boolean;
  /** The JOSE header, exactly; by default `{"alg":…,"typ":"JWT"}`, and with a public key its `kid`. */
  readonly header?: (facts: TokenFacts) => Record<string, unknown>;
}

/** A random text that means nothing by itself. */
export interface OpaqueFormat {
  readonly type: 'opaque';
  readonly expiresAt: (issuedAt: Date) => Date | null;
  /** Makes one from at least 20 random bytes. */
  readonly encode: (random: Buffer) => string;
  readonly randomBytes: number;
}

/** The `graceSeconds` of a profile that sets none. */
export const GRACE_SECONDS = 10;

/** How long the sessions of a profile last. */
export interface SessionLimits {
  /** A session ends after this time without a refresh. */
  readonly idleSeconds: number;
  /** A session ends after this time, even if it is refreshed. */
  readonly absoluteSeconds: number;
  /**
   * A used refresh token that comes back within this time, from the network that used it, is a double submit: it is
   * refused, or answered with the same tokens again, and the session goes on. Later it ends the session. 10 by default.
   */
  readonly graceSeconds?: number;
}

/** How one kind of client gets its tokens. Whoever speaks to clients defines one; the core only follows it. */
export interface TokenProfile {
  /** Lower-case, unique; also names the signing keys. At most 40 characters. */
  readonly name: string;
  readonly session: SessionLimits;
  readonly access: JwtFormat | OpaqueFormat;
  readonly refresh: JwtFormat | OpaqueFormat | null;
  /** Whether the access token of a pair dies when the pair is refreshed. */
  readonly refreshEndsAccess: boolean;
  /** Whether its access tokens carry the role of the user: they end when it changes. */
  readonly carriesRole?: boolean;
  /**
   * Whether claims look like those of its signed tokens and of no other profile's, those of a replaced back end included. It
   * proves nothing: it chooses the key to try for a token whose header names none. Absent: the header always names one.
   */
  readonly recognises?: (claims: JsonObject) => boolean;
  /** The tokens of a replaced back end that it accepts; `null` or absent for none. */
  readonly legacy?: LegacyFormat | null;
  /** Whether its keys also sign tokens that owners get for themselves. */
  readonly issuesToClients?: boolean;
}

/** Tokens just issued, in clear. They exist nowhere else. */
export interface IssuedTokens {
  readonly access: string;
  readonly refresh: string | null;
  readonly issuedAt: Date;
  readonly accessExpiresAt: Date | null;
  readonly subject: TokenHolder;
}
