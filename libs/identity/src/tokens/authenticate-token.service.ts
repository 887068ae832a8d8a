import { Injectable } from '@nestjs/common';
import { IssuedToken, type Session } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { asSubject } from './token-subject';
import { hashToken } from './token-issuer.service';
import { profileOf, tokenIdOf, whyDead } from './token-liveness';
import type { TokenProfile, TokenSubject } from './token-profile';
import { TokenSigner, type VerifiedClaims } from './token-signer.service';

/** Who calls, proved by a live token. */
export interface Identity {
  readonly subject: TokenSubject;
  readonly session: Session;
  readonly token: IssuedToken;
}

/** Tells who an access token belongs to, as long as the token, its session and its user are all alive. */
@Injectable()
export class AuthenticateToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signer: TokenSigner,
    private readonly clock: Clock,
  ) {}

  /** Who an access token belongs to. Throws `token_invalid`, `token_expired`, `account_disabled`. */
  async access(profile: TokenProfile, token: string): Promise<Identity> {
    if (profile.access.type === 'opaque')
      return this.alive(profile, await this.find({ hash: hashToken(token), kind: 'access' }));
    return this.accessClaims(profile, await this.signer.verify(profile.name, token));
  }

  /** The same for claims whose signature was already checked with the profile's key. */
  async accessClaims(profile: TokenProfile, claims: VerifiedClaims): Promise<Identity> {
    return this.alive(profile, await this.find({ id: this.signedTokenId(claims), kind: 'access' }));
  }

  /**
   * The id of a token whose signature was already checked with the profile's key, whether it is alive or not: for
   * wires where an expired access token still names the pair to refresh. Throws `token_invalid`.
   */
  signedTokenId(claims: VerifiedClaims): string {
    const id = tokenIdOf(claims);
    if (id === null) throw new IdentityError('token_invalid');
    return id;
  }

  /** Who a refresh token belongs to, without using it up. Throws as {@link access} does, and `refresh_token_reused`. */
  async refresh(profile: TokenProfile, token: string): Promise<Identity> {
    return this.alive(profile, await this.find({ hash: hashToken(token), kind: 'refresh' }));
  }

  private find(
    where: { id: string; kind: 'access' } | { hash: Buffer; kind: 'access' | 'refresh' },
  ): Promise<IssuedToken | null> {
    return this.dataSource
      .getRepository(IssuedToken)
      .findOne({ where, relations: { session: { user: { role: true, owner: true } } } });
  }

  private alive(profile: TokenProfile, token: IssuedToken | null): Identity {
    const session = token?.session;
    const user = session?.user;
    if (!token || !user || profileOf(token, session) !== profile.name) throw new IdentityError('token_invalid');
    const dead = whyDead(token, session, this.clock.now());
    if (dead !== null) throw new IdentityError(dead);
    if (!user.active) throw new IdentityError('account_disabled');
    return { subject: asSubject(user), session, token };
  }
}
