import { Injectable } from '@nestjs/common';
import { IssuedToken, Session, Transactions } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import type { UserToken } from '../tokens/recognize-token.service';
import { type PreparedProfile, TokenIssuer } from '../tokens/token-issuer.service';
import { whyDead } from '../tokens/token-liveness';
import type { IssuedTokens, TokenProfile } from '../tokens/token-profile';
import { lockSubject } from '../tokens/token-subject';

/** Exchanges a user's token for one of another format (RFC 8693), in the same session: they end together. */
@Injectable()
export class ExchangeToken {
  constructor(
    private readonly transactions: Transactions,
    private readonly issuer: TokenIssuer,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Issues an access token that lives no longer than the one it is exchanged for, which stays as it is.
   * @param presented a live access token, as `InspectToken` found it
   * @param profile with an access token only
   * Throws `token_invalid`, `token_expired`, `account_disabled` or `not_verified` when it has died meanwhile.
   */
  async exchange(presented: UserToken, profile: TokenProfile): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare(profile);
    return this.transactions.run((manager) => this.issue(manager, presented, prepared));
  }

  private async issue(manager: EntityManager, presented: UserToken, prepared: PreparedProfile): Promise<IssuedTokens> {
    const subject = await lockSubject(manager, presented.subject.id);
    const lock = { mode: 'pessimistic_write' } as const;
    const session = await manager.findOne(Session, { where: { id: presented.session.id }, lock });
    const token = await manager.findOneBy(IssuedToken, { id: presented.token.id });
    if (!subject || !session || token?.kind !== 'access') throw new IdentityError('token_invalid');
    const now = this.clock.now();
    const dead = whyDead(token, session, now);
    if (dead !== null) throw new IdentityError(dead);
    if (!subject.active) throw new IdentityError(subject.disabledAt ? 'account_disabled' : 'not_verified');
    const { ownerId, userId } = session;
    await this.audit.record(manager, { ownerId, userId, event: 'token_exchanged', detail: session.profile });
    const { idleExpiresAt } = session;
    const notAfter = token.expiresAt && token.expiresAt < idleExpiresAt ? token.expiresAt : idleExpiresAt;
    return this.issuer.issue(manager, { ...prepared, notAfter }, session, subject, now);
  }
}
