import { Injectable } from '@nestjs/common';
import { IssuedToken, Session, Transactions } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, secondsAfter } from '../clock';
import { IdentityError, type IdentityErrorCode } from '../identity.errors';
import { EndSession } from './end-session.service';
import { hashToken, type PreparedProfile, TokenIssuer } from '../tokens/token-issuer.service';
import { profileOf, whyDead } from '../tokens/token-liveness';
import type { IssuedTokens, TokenProfile, TokenSubject } from '../tokens/token-profile';
import { lockSubject } from '../tokens/token-subject';

/** A rotated token seen again this soon is taken for a double submit: refused, but nobody is logged out. */
const DOUBLE_SUBMIT_SECONDS = 10;

/** What was sent. */
interface Presented {
  readonly hash: Buffer;
  readonly pairedAccessId: string | null;
}

/** What a transaction decided. A refusal is returned, not thrown: the session it ended must stay ended. */
type Outcome = { readonly issued: IssuedTokens } | { readonly refused: IdentityErrorCode };

/**
 * Exchanges a refresh token for new tokens (RFC 9700, section 4.14): each one works once, and one that comes back
 * later ends everything that was issued from the same log-in.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly transactions: Transactions,
    private readonly issuer: TokenIssuer,
    private readonly sessions: EndSession,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Of any number of simultaneous calls with one token exactly one gets tokens.
   * @param pairedAccessId the id of the access token that must have been issued together with the refresh token, where
   * the wire sends both: otherwise the refresh token is `token_invalid`
   * Throws `token_invalid`, `token_expired`, `refresh_token_reused`, `account_disabled` or `not_verified`.
   */
  async rotate(
    profile: TokenProfile,
    refreshToken: string,
    pairedAccessId: string | null = null,
  ): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare(profile);
    const outcome = await this.transactions.run((manager) =>
      this.exchange(manager, prepared, { hash: hashToken(refreshToken), pairedAccessId }),
    );
    if ('refused' in outcome) throw new IdentityError(outcome.refused);
    return outcome.issued;
  }

  private async exchange(
    manager: EntityManager,
    prepared: PreparedProfile,
    { hash, pairedAccessId }: Presented,
  ): Promise<Outcome> {
    const found = await manager.findOne(IssuedToken, {
      where: { hash, kind: 'refresh' },
      relations: { session: true },
    });
    if (!found?.session || profileOf(found, found.session) !== prepared.profile.name)
      return { refused: 'token_invalid' };
    if (
      pairedAccessId !== null &&
      !(await manager.existsBy(IssuedToken, { id: pairedAccessId, grantId: found.grantId, kind: 'access' }))
    ) {
      return { refused: 'token_invalid' };
    }
    // The user before the session, as everything that ends sessions does: the other order could deadlock.
    const subject = await lockSubject(manager, found.session.userId);
    const session = await manager.findOne(Session, {
      where: { id: found.sessionId },
      lock: { mode: 'pessimistic_write' },
    });
    // Read again: whoever held the lock before us may have used or ended it.
    const token = await manager.findOneBy(IssuedToken, { id: found.id });
    if (!subject || !session || !token) return { refused: 'token_invalid' };
    const now = this.clock.now();
    const refusal = whyDead(token, session, now);
    if (refusal === 'refresh_token_reused') return this.refuseReuse(manager, token, session, now);
    if (refusal !== null) return { refused: refusal };
    if (!subject.active) return { refused: subject.disabledAt ? 'account_disabled' : 'not_verified' };
    return { issued: await this.issueNext(manager, prepared, token, session, subject, now) };
  }

  private async refuseReuse(manager: EntityManager, token: IssuedToken, session: Session, now: Date): Promise<Outcome> {
    const isDoubleSubmit = token.usedAt !== null && now <= secondsAfter(token.usedAt, DOUBLE_SUBMIT_SECONDS);
    if (!isDoubleSubmit) await this.sessions.within(manager, { id: session.id }, 'refresh_token_reused');
    const { ownerId, userId } = session;
    await this.audit.record(manager, {
      ownerId,
      userId,
      event: 'refresh',
      outcome: 'reused',
      detail: isDoubleSubmit ? 'double_submit' : session.profile,
    });
    return { refused: 'refresh_token_reused' };
  }

  private async issueNext(
    manager: EntityManager,
    prepared: PreparedProfile,
    token: IssuedToken,
    session: Session,
    subject: TokenSubject,
    now: Date,
  ): Promise<IssuedTokens> {
    const { session: limits, refreshEndsAccess } = prepared.profile;
    await manager.update(IssuedToken, { id: token.id }, { usedAt: now });
    if (refreshEndsAccess) await this.sessions.endAccess(manager, token.grantId);
    await manager.update(Session, { id: session.id }, { idleExpiresAt: secondsAfter(now, limits.idleSeconds) });
    const { ownerId, userId, profile } = session;
    await this.audit.record(manager, { ownerId, userId, event: 'refresh', detail: profile });
    return this.issuer.issue(manager, prepared, session, subject, now);
  }
}
