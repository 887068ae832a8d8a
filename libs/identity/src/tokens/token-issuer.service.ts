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
  /** Whatever is issued ends then at the latest; `null` or absent for what the session says. */
  readonly notAfter?: Date | null;
}

/** One token, in clear. */
interface MadeToken {
  readonly id: string;
  readonly expiresAt: Date | null;
  readonly token: string;
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
    const end = earliest(session.expiresAt, prepared.notAfter ?? null);
    const access = this.make(profile.access, accessKey, subject, end, now);
    const refresh = profile.refresh && this.make(profile.refresh, refreshKey, subject, end, now);
    const base = {
      sessionId: session.id,
      profile: profile.name === session.profile ? null : profile.name,
      grantId: this.randomness.uuid(),
      issuedAt: now,
      usedAt: null,
      endedAt: null,
    };
    await manager.insert(IssuedToken, [
      { ...base, kind: 'access', ...kept(access, profile.access.type === 'opaque') },
      ...(refresh ? [{ ...base, kind: 'refresh' as const, ...kept(refresh, true) }] : []),
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

  private make(format: JwtFormat | OpaqueFormat, key: LoadedKey | null, subject: TokenSubject, end: Date, now: Date) {
    const id = this.randomness.uuid();
    const wanted = format.expiresAt(now);
    // A token that outlived its session would promise what does not hold.
    const expiresAt = wanted && earliest(end, wanted);
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

/** What is kept of a token: its hash only where it has to be found by it. */
function kept({ id, expiresAt, token }: MadeToken, isFoundByHash: boolean) {
  return { id, expiresAt, hash: isFoundByHash ? hashToken(token) : null };
}

function earliest(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}

/** How a refresh token or an opaque key is kept: SHA-256, which is enough for what has at least 160 random bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
