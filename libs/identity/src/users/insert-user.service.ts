import { Inject, Injectable } from '@nestjs/common';
import { type Owner, User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { isProven } from '../limits/owner-budget.service';
import { standingOf } from './claimed-emails.service';
import { FindUser } from './find-user.service';
import { UserRecord } from './user-record.service';
import type { UserRow } from './user-row';

/** How long a self-registered user has to confirm its e-mail. */
const UNVERIFIED_SECONDS = 7 * 86_400;

/** Writes the row of a new user. */
@Injectable()
export class InsertUser {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly clock: Clock,
    private readonly users: FindUser,
    private readonly record: UserRecord,
  ) {}

  /** Whether a registration may claim an e-mail because its holder has not confirmed it. */
  async mayClaim(owner: Owner, { email }: Pick<UserRow, 'email'>): Promise<boolean> {
    if (this.policy.revealAccounts) return false;
    return standingOf(await this.users.emailHolder(owner.id, email.key)) === 'unconfirmed';
  }

  /**
   * Writes the user in the caller's transaction.
   * @param claims whether another user holds the e-mail without having confirmed it: the new user gets it by confirming
   * it
   */
  async within(
    manager: EntityManager,
    owner: Owner,
    { email, username, role, claims: _claims, ...rest }: UserRow,
    state: { readonly active: boolean; readonly claims: boolean },
  ): Promise<User> {
    const { active, claims } = state;
    const selfRegistered = !isProven(owner.id);
    const createdAt = this.clock.now();
    const holder = { ownerId: owner.id, emailKey: email.key, usernameKey: username?.key ?? '' };
    const usernameIsHeld = claims && username !== null && (await manager.existsBy(User, holder));
    const user = await manager.save(
      manager.create(User, {
        ...rest,
        ownerId: owner.id,
        email: email.address,
        emailKey: claims ? null : email.key,
        claimedEmailKey: claims ? email.key : null,
        username: username?.name ?? null,
        // The holder of the e-mail keeps its username until the e-mail is confirmed.
        usernameKey: usernameIsHeld ? null : (username?.key ?? null),
        roleId: role.id,
        active,
        verifiedAt: null,
        disabledAt: null,
        selfRegistered,
        unverifiedUntil: selfRegistered || claims ? secondsAfter(createdAt, UNVERIFIED_SECONDS) : null,
        createdAt,
      }),
    );
    await this.record.event(manager, user, 'user_created');
    return user;
  }
}
