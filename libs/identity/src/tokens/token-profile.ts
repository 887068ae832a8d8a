import type { SigningAlgorithm } from '../keys/signing-algorithm';
import type { JsonObject } from './jws';
import type { LegacyFormat } from './legacy-format';
import type { Owner, Role, User } from '@portero/database';
import type { PersonalDetail } from '../accounts/personal-details';

/** A user with the data for its tokens. */
export type TokenSubject = User & { readonly role: Role; readonly owner: Owner };

/** A user as the token checks read it: without its password hash and the keys of its names. */
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

/** The data of a new token. Times are JWT NumericDates. */
export interface TokenFacts {
  readonly subject: TokenHolder;
  /** The token's id, a lower-case UUID: it must be found in the claims as `jti`, with or without dashes. */
  readonly tokenId: string;
  /** Its session's id, a lower-case UUID. */
  readonly sessionId: string;
  readonly issuedAt: number;
  /** `null` when the token itself has no expiry. */
  readonly expiresAt: number | null;
  readonly key: { readonly kid: string; readonly alg: SigningAlgorithm };
}

/** A signed token (RFC 7519) whose claims, in their order, the profile decides. */
export interface JwtFormat {
  readonly type: 'jwt';
  readonly alg: SigningAlgorithm;
  /** `null` when only the session ends it. It never exceeds the session's own end. */
  readonly expiresAt: (issuedAt: Date) => Date | null;
  readonly claims: (facts: TokenFacts) => Record<string, unknown>;
  /** The form of a token's id in `jti`; by default unchanged, with dashes. */
  readonly spellId?: (tokenId: string, sessionId: string) => string;
  /** Whether a token contains its session's id, so that the feed can list its end by the session. */
  readonly carriesSession?: boolean;
  /** The JOSE header, exactly; by default `{"alg":…,"typ":"JWT"}`, and with a public key its `kid`. */
  readonly header?: (facts: TokenFacts) => Record<string, unknown>;
}

/** A random text without a meaning. */
export interface OpaqueFormat {
  readonly type: 'opaque';
  readonly expiresAt: (issuedAt: Date) => Date | null;
  /** Makes one from at least 20 random bytes. */
  readonly encode: (random: Buffer) => string;
  readonly randomBytes: number;
}

/** The default of `graceSeconds`. */
export const GRACE_SECONDS = 10;

/** How long the sessions of a profile last. */
export interface SessionLimits {
  /** A session ends after this time without a refresh. */
  readonly idleSeconds: number;
  /** A session ends after this time, even if it is refreshed. */
  readonly absoluteSeconds: number;
  /**
   * A used refresh token that is sent again within this time, from the network that used it, is a double submit: it is
   * refused, or answered with the same tokens again, and the session stays open. After this time it ends the session.
   * 10 by default.
   */
  readonly graceSeconds?: number;
}

/** The tokens of one kind of client. Each wire defines its own; the core only applies it. */
export interface TokenProfile {
  /** Lower-case, unique; also names the signing keys. At most 40 characters. */
  readonly name: string;
  readonly session: SessionLimits;
  readonly access: JwtFormat | OpaqueFormat;
  readonly refresh: JwtFormat | OpaqueFormat | null;
  /** Whether the access token of a pair dies when the pair is refreshed. */
  readonly refreshEndsAccess: boolean;
  /** Whether its access tokens contain the role of the user. They end when the role changes. */
  readonly carriesRole?: boolean;
  /**
   * Whether claims look like those of its signed tokens, including tokens of a replaced back end, and unlike those of
   * other profiles. It proves nothing: it selects the key for a token whose header names none. Absent if the header
   * always names one.
   */
  readonly recognises?: (claims: JsonObject) => boolean;
  /** The tokens of a replaced back end that it accepts; `null` or absent for none. */
  readonly legacy?: LegacyFormat | null;
  /** Whether its keys also sign tokens that owners get for themselves. */
  readonly issuesToClients?: boolean;
}

/** New tokens in clear. They are not stored. */
export interface IssuedTokens {
  readonly access: string;
  readonly refresh: string | null;
  readonly issuedAt: Date;
  readonly accessExpiresAt: Date | null;
  readonly subject: TokenHolder;
}
