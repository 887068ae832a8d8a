import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import { userAccount } from '../accounts/account';
import { Clock } from '../clock';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { IdentityError } from '../identity.errors';
import type { TokenSubject } from '../tokens/token-profile';
import { ClaimedEmails } from './claimed-emails.service';
import { SetUserPassword } from './set-user-password.service';

const PURPOSE = 'verify_user';

/** Marks the e-mail of a user as verified. A user that had to wait for this may log in afterwards. */
@Injectable()
export class ConfirmEmail {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly clock: Clock,
    private readonly setPassword: SetUserPassword,
    private readonly claims: ClaimedEmails,
  ) {}

  /**
   * To be called in a transaction that holds the user locked. A user that was verified meanwhile is not changed. Throws
   * `account_disabled`, and `code_invalid` when another user confirmed the same e-mail first.
   */
  async within(manager: EntityManager, user: TokenSubject): Promise<TokenSubject> {
    if (user.disabledAt !== null) throw new IdentityError('account_disabled');
    if (user.verifiedAt !== null) return user;
    await this.claims.settle(manager, user);
    const verified = { active: true, verifiedAt: this.clock.now() };
    await manager.update(User, { id: user.id }, { ...verified, unverifiedUntil: null });
    await this.codes.revoke(manager, userAccount(user), PURPOSE);
    return Object.assign(user, verified);
  }

  /**
   * The same by a code, which proves the mailbox but not the password. A user who could log in before loses the
   * password, the sessions and the external accounts of that time, because a stranger may have registered the address.
   * Throws as {@link within} does.
   */
  async byCodeWithin(manager: EntityManager, user: TokenSubject): Promise<TokenSubject> {
    const verified = { active: true, verifiedAt: this.clock.now() };
    const changes = { ...verified, unverifiedUntil: null };
    const { affected } = await manager.update(User, { id: user.id, disabledAt: IsNull() }, changes);
    if (affected !== 1) throw new IdentityError('account_disabled');
    await this.claims.settle(manager, user);
    if (!user.active) return Object.assign(user, verified);
    await this.setPassword.within(manager, user, null);
    return Object.assign(user, verified, { passwordHash: null });
  }
}
