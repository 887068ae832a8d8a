import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Session } from '@portero/database';
import { numericDate } from '../clock';
import { Randomness } from '../randomness';
import { isAsymmetric } from '../keys/signing-algorithm';
import { type LoadedKey, SigningKeys } from '../keys/signing-keys.service';
import type { IssuedTokens, JwtFormat, OpaqueFormat, TokenProfile, TokenHolder } from './token-profile';
import { TokenSigner } from './token-signer.service';

/**
 * The keys of one profile, fetched before a transaction begins, because code inside a transaction must not use another
 * connection.
 */
export interface PreparedProfile {
  readonly profile: TokenProfile;
  readonly accessKey: LoadedKey | null;
  readonly refreshKey: LoadedKey | null;
  /** The latest expiry of the tokens; `null` or absent for that of the session. */
  readonly notAfter?: Date | null;
}

/** The data of a session that its tokens need. */
export type SessionLife = Pick<Session, 'id' | 'profile' | 'expiresAt'>;

/**
 * The stored data of tokens that were made together; every list has one element per token. The tokens themselves are
 * not stored.
 */
export interface TokenRows {
  readonly grantId: string;
  /** `null` for that of the session. */
  readonly profile: string | null;
  readonly ids: readonly string[];
  readonly kinds: readonly ('access' | 'refresh')[];
  /** Only for tokens that are found by their hash. */
  readonly hashes: readonly (Buffer | null)[];
  readonly ends: readonly (Date | null)[];
}

/** Tokens that are not stored yet. */
export interface MadeTokens {
  readonly issued: IssuedTokens;
  readonly rows: TokenRows;
}

/** The input for one token. */
interface OneToken {
  readonly id: string;
  readonly sessionId: string;
  readonly subject: TokenHolder;
  readonly end: Date;
  readonly now: Date;
}

/** Makes the tokens of a session. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly keys: SigningKeys,
    private readonly signer: TokenSigner,
    private readonly randomness: Randomness,
  ) {}

  /** Fetches what {@link make} needs. */
  async prepare(profile: TokenProfile): Promise<PreparedProfile> {
    return {
      profile,
      accessKey: await this.keyFor(profile, profile.access),
      refreshKey: profile.refresh && (await this.keyFor(profile, profile.refresh)),
    };
  }

  /**
   * Makes a pair, or a single token if the profile has only one. They become valid when {@link MadeTokens.rows} are
   * stored.
   * @param session the session of the tokens
   */
  make(
    { profile, accessKey, refreshKey, notAfter }: PreparedProfile,
    session: SessionLife,
    subject: TokenHolder,
    now: Date,
  ): MadeTokens {
    const end = earliest(session.expiresAt, notAfter ?? null);
    const sessionId = session.id;
    const accessId = isToldBySession(profile.access) ? this.randomness.uuidAt(now) : this.randomness.uuid();
    const access = this.one(profile.access, accessKey, { id: accessId, sessionId, subject, end, now });
    const refresh =
      profile.refresh &&
      this.one(profile.refresh, refreshKey, { id: this.randomness.uuid(), sessionId, subject, end, now });
    const isFoundByHash = profile.access.type === 'opaque';
    return {
      issued: {
        access: access.token,
        refresh: refresh?.token ?? null,
        issuedAt: now,
        accessExpiresAt: access.expiresAt,
        subject,
      },
      rows: {
        grantId: this.randomness.uuid(),
        profile: profile.name === session.profile ? null : profile.name,
        ids: [access.id, ...(refresh ? [refresh.id] : [])],
        kinds: ['access', ...(refresh ? ['refresh' as const] : [])],
        hashes: [isFoundByHash ? hashToken(access.token) : null, ...(refresh ? [hashToken(refresh.token)] : [])],
        ends: [access.expiresAt, ...(refresh ? [refresh.expiresAt] : [])],
      },
    };
  }

  private async keyFor(profile: TokenProfile, format: JwtFormat | OpaqueFormat): Promise<LoadedKey | null> {
    return format.type === 'jwt' ? this.keys.current(profile.name, format.alg) : null;
  }

  private one(format: JwtFormat | OpaqueFormat, key: LoadedKey | null, { id, sessionId, subject, end, now }: OneToken) {
    const wanted = format.expiresAt(now);
    // A token must not claim an expiry later than the end of its session.
    const expiresAt = wanted && earliest(end, wanted);
    if (format.type === 'opaque')
      return { id, expiresAt, token: format.encode(this.randomness.bytes(format.randomBytes)) };
    if (key === null) throw new Error('A signed token needs a prepared key');
    const facts = {
      subject,
      tokenId: id,
      sessionId,
      issuedAt: numericDate(now),
      expiresAt: expiresAt && numericDate(expiresAt),
      key,
    };
    return { id, expiresAt, token: this.signer.sign(format, facts, key) };
  }
}

/** Whether other services learn of a token's end from its session: the token names the session, or they must ask anyway. */
function isToldBySession(format: JwtFormat | OpaqueFormat): boolean {
  return format.type === 'opaque' || !isAsymmetric(format.alg) || format.carriesSession === true;
}

function earliest(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}

/** The stored form of a refresh token or an opaque key: SHA-256, which is enough for at least 160 random bits. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
