import { Injectable } from '@nestjs/common';
import type { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { type PreparedProfile, TokenIssuer } from '../tokens/token-issuer.service';
import type { IssuedTokens, TokenProfile, TokenSubject } from '../tokens/token-profile';
import { asSubject } from '../tokens/token-subject';
import { SessionStore } from './session-store.service';

/** How often to retry when the role of the user changed while the session began. */
const TRIES = 3;

/** Begins sessions for authenticated users. */
@Injectable()
export class BeginSession {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly store: SessionStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins a session in one statement, with its tokens and its line in the audit log.
   * @param user as it was when it proved its identity. If its password has changed since, or it was disabled or
   * deleted, the call throws `wrong_password`, `account_disabled` or `account_unknown`.
   * @param deviceToken the push service's id of the user's device; it is removed from the owner's other users
   */
  async forUser(profile: TokenProfile, user: User, deviceToken: string | null = null): Promise<IssuedTokens> {
    const prepared = await this.issuer.prepare(profile);
    const subject = user.role && user.owner ? asSubject(user) : await this.store.subject(user.id);
    return this.begin(prepared, user, subject, deviceToken);
  }

  /** Fetches what {@link within} needs, before the transaction begins. */
  prepare(profile: TokenProfile): Promise<PreparedProfile> {
    return this.issuer.prepare(profile);
  }

  /** Begins a session in the caller's transaction, which may have changed the user. */
  async within(
    manager: EntityManager,
    prepared: PreparedProfile,
    user: User,
    deviceToken: string | null = null,
  ): Promise<IssuedTokens> {
    return this.begin(prepared, user, await this.store.subject(user.id, manager), deviceToken, manager);
  }

  private async begin(
    prepared: PreparedProfile,
    { id, passwordHash }: User,
    read: TokenSubject | null,
    deviceToken: string | null,
    manager?: EntityManager,
  ): Promise<IssuedTokens> {
    let subject = read;
    for (let tries = TRIES; tries > 0; tries -= 1) {
      if (subject === null) throw new IdentityError('account_unknown');
      const issued = await this.store.begin(
        { prepared, subject, readHash: passwordHash, deviceToken, now: this.clock.now() },
        manager,
      );
      if (issued !== null) return issued;
      const current = await this.store.subject(id, manager);
      if (current !== null) assertSameUser(current, subject);
      subject = current;
    }
    throw new IdentityError('busy');
  }
}

/** Throws the reason why an authenticated user gets no session. Returns when only the user's role has changed. */
function assertSameUser(current: TokenSubject, before: TokenSubject): void {
  if (!current.active) throw new IdentityError(current.disabledAt ? 'account_disabled' : 'not_verified');
  if (current.roleId === before.roleId) throw new IdentityError('wrong_password');
}
