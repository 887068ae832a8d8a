import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IssuedToken, type Session } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { numericDate } from '../clock';
import { Randomness } from '../randomness';
import { type LoadedKey, SigningKeys } from '../keys/signing-keys.service';
import type { IssuedTokens, JwtFormat, OpaqueFormat, TokenProfile, TokenSubject } from './token-profile';
import { TokenSigner } from './token-signer.service';

/** The keys of one profile, fetched before a transaction begins: inside one, nothing may ask another connection. */
export interface PreparedProfile {
  readonly profile: TokenProfile;
  readonly accessKey: LoadedKey | null;
  readonly refreshKey: LoadedKey | null;
}

/** Issues the tokens of a session and writes down what was issued, never the token itself. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly keys: SigningKeys,
    private readonly signer: TokenSigner,
    private readonly randomness: Randomness,
  ) {}

  /** Fetches what {@link issue} needs. */
  async prepare(profile: TokenProfile): Promise<PreparedProfile> {
    return {
      profile,
      accessKey: await this.keyFor(profile, profile.access),
      refreshKey: profile.refresh && (await this.keyFor(profile, profile.refresh)),
    };
  }

  /** Issues a pair (or the one token that the profile has) in the caller's transaction. */
  async issue(
    manager: EntityManager,
    prepared: PreparedProfile,
    session: Session,
    subject: TokenSubject,
    now: Date,
  ): Promise<IssuedTokens> {
    const { profile, accessKey, refreshKey } = prepared;
    const grantId = this.randomness.uuid();
    const base = { sessionId: session.id, grantId, issuedAt: now, usedAt: null, endedAt: null };
    const access = this.make(profile.access, accessKey, subject, session, now);
    const refresh = profile.refresh && this.make(profile.refresh, refreshKey, subject, session, now);
    await manager.insert(IssuedToken, [
      {
        ...base,
        id: access.id,
        kind: 'access' as const,
        expiresAt: access.expiresAt,
        hash: profile.access.type === 'jwt' ? null : hashToken(access.token),
      },
      ...(refresh
        ? [
            {
              ...base,
              id: refresh.id,
              kind: 'refresh' as const,
              expiresAt: refresh.expiresAt,
              hash: hashToken(refresh.token),
            },
          ]
        : []),
    ]);
    return {
      access: access.token,
      refresh: refresh?.token ?? null,
      issuedAt: now,
      accessExpiresAt: access.expiresAt,
      subject,
    };
  }

  private async keyFor(profile: TokenProfile, format: JwtFormat | OpaqueFormat): Promise<LoadedKey | null> {
    return format.type === 'jwt' ? this.keys.current(profile.name, format.alg) : null;
  }

  private make(
    format: JwtFormat | OpaqueFormat,
    key: LoadedKey | null,
    subject: TokenSubject,
    session: Session,
    now: Date,
  ) {
    const id = this.randomness.uuid();
    const expiresAt = notAfter(format.expiresAt(now), session.expiresAt);
    if (format.type === 'opaque')
      return { id, expiresAt, token: format.encode(this.randomness.bytes(format.randomBytes)) };
    if (key === null) throw new Error('A signed token needs a prepared key');
    const facts = {
      subject,
      tokenId: id,
      issuedAt: numericDate(now),
      expiresAt: expiresAt && numericDate(expiresAt),
      key,
    };
    return { id, expiresAt, token: this.signer.sign(format, facts, key) };
  }
}

/** A token that outlived its session would promise what does not hold. */
function notAfter(moment: Date | null, end: Date): Date | null {
  return moment !== null && moment > end ? end : moment;
}

/** How a refresh token or an opaque key is kept: SHA-256, which is enough for what has at least 160 random bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
