import { Injectable } from '@nestjs/common';
import { IssuedToken, Session, Transactions } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, secondsAfter } from '../clock';
import { IdentityError, type IdentityErrorCode } from '../identity.errors';
import { hashToken, type PreparedProfile, TokenIssuer } from '../tokens/token-issuer.service';
import { profileOf, whyDead } from '../tokens/token-liveness';
import type { IssuedTokens, TokenProfile } from '../tokens/token-profile';
import { lockSubject } from '../tokens/token-subject';

/** Which live token asks for another access token: a refresh token as it was sent, or a proved access token's id. */
type Bearer = { readonly hash: Buffer; readonly kind: 'refresh' } | { readonly id: string; readonly kind: 'access' };

/** Issues another access token in a session that goes on, and leaves the token it was asked with alive. */
@Injectable()
export class RenewAccess {
  constructor(
    private readonly transactions: Transactions,
    private readonly issuer: TokenIssuer,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** With a refresh token that does not rotate. Throws `token_invalid`, `token_expired`, `account_disabled` or `not_verified`. */
  withRefreshToken(profile: TokenProfile, refreshToken: string): Promise<IssuedTokens> {
    return this.renew(profile, { hash: hashToken(refreshToken), kind: 'refresh' });
  }

  /** With an access token that was proved by `AuthenticateToken`. Throws as {@link withRefreshToken} does. */
  withAccessToken(profile: TokenProfile, tokenId: string): Promise<IssuedTokens> {
    return this.renew(profile, { id: tokenId, kind: 'access' });
  }

  private async renew(profile: TokenProfile, bearer: Bearer): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare({ ...profile, refresh: null });
    return this.transactions.run((manager) => this.issue(manager, prepared, bearer));
  }

  private async issue(manager: EntityManager, prepared: PreparedProfile, bearer: Bearer): Promise<IssuedTokens> {
    const found = await manager.findOne(IssuedToken, { where: bearer, relations: { session: true } });
    if (!found?.session || profileOf(found, found.session) !== prepared.profile.name)
      throw new IdentityError('token_invalid');
    const subject = await lockSubject(manager, found.session.userId);
    const session = await manager.findOne(Session, {
      where: { id: found.sessionId },
      lock: { mode: 'pessimistic_write' },
    });
    const token = await manager.findOneBy(IssuedToken, { id: found.id });
    if (!subject || !session || !token) throw new IdentityError('token_invalid');
    const now = this.clock.now();
    const dead: IdentityErrorCode | null = whyDead(token, session, now);
    if (dead !== null) throw new IdentityError(dead);
    if (!subject.active) throw new IdentityError(subject.disabledAt ? 'account_disabled' : 'not_verified');
    await manager.update(
      Session,
      { id: session.id },
      { idleExpiresAt: secondsAfter(now, prepared.profile.session.idleSeconds) },
    );
    const { ownerId, userId, profile } = session;
    await this.audit.record(manager, { ownerId, userId, event: 'refresh', detail: profile });
    return this.issuer.issue(manager, prepared, session, subject, now);
  }
}
