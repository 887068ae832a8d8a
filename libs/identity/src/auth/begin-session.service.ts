import { Injectable } from '@nestjs/common';
import { Session, Transactions, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, secondsAfter } from '../clock';
import { IdentityError } from '../identity.errors';
import { Randomness } from '../randomness';
import { type PreparedProfile, TokenIssuer } from '../tokens/token-issuer.service';
import type { IssuedTokens, TokenProfile } from '../tokens/token-profile';
import { lockSubject } from '../tokens/token-subject';

/** Begins sessions for users who have proved who they are. */
@Injectable()
export class BeginSession {
  constructor(
    private readonly transactions: Transactions,
    private readonly issuer: TokenIssuer,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Begins a session in a transaction of its own.
   * @param user as it was when it proved its identity: when its password has changed since, or it was disabled or
   * deleted, there is no session (`wrong_password`, `account_disabled`, `account_unknown`).
   */
  async forUser(profile: TokenProfile, user: User): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare(profile);
    return this.transactions.run((manager) => this.within(manager, prepared, user));
  }

  /** Fetches what {@link within} needs, before the transaction begins. */
  prepare(profile: TokenProfile): Promise<PreparedProfile> {
    return this.issuer.prepare(profile);
  }

  /** The same in the caller's transaction. */
  async within(manager: EntityManager, prepared: PreparedProfile, user: User): Promise<IssuedTokens> {
    const subject = await lockSubject(manager, user.id);
    if (subject === null) throw new IdentityError('account_unknown');
    if (!subject.active) throw new IdentityError(subject.disabledAt ? 'account_disabled' : 'not_verified');
    if (subject.passwordHash !== user.passwordHash) throw new IdentityError('wrong_password');
    const now = this.clock.now();
    const { idleSeconds, absoluteSeconds } = prepared.profile.session;
    const session = manager.create(Session, {
      id: this.randomness.uuid(),
      ownerId: subject.ownerId,
      userId: subject.id,
      profile: prepared.profile.name,
      createdAt: now,
      idleExpiresAt: secondsAfter(now, idleSeconds),
      expiresAt: secondsAfter(now, absoluteSeconds),
      endedAt: null,
      endReason: null,
    });
    await manager.insert(Session, session);
    const { ownerId, id: userId } = subject;
    await this.audit.record(manager, { ownerId, userId, event: 'login', detail: prepared.profile.name });
    return this.issuer.issue(manager, prepared, session, subject, now);
  }
}
