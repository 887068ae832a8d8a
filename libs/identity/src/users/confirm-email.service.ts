import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import { userAccount } from '../accounts/account';
import { Clock } from '../clock';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { IdentityError } from '../identity.errors';
import type { TokenSubject } from '../tokens/token-profile';
import { SetUserPassword } from './set-user-password.service';

const PURPOSE = 'verify_user';

/** Marks the e-mail of a user as verified, which also lets in a user that had to wait for it. */
@Injectable()
export class ConfirmEmail {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly clock: Clock,
    private readonly setPassword: SetUserPassword,
  ) {}

  /**
   * In the caller's transaction, which holds the user locked. One that was verified meanwhile stays as it is.
   * Throws `account_disabled`.
   */
  async within(manager: EntityManager, user: TokenSubject): Promise<TokenSubject> {
    if (user.disabledAt !== null) throw new IdentityError('account_disabled');
    if (user.verifiedAt !== null) return user;
    const verified = { active: true, verifiedAt: this.clock.now() };
    await manager.update(User, { id: user.id }, verified);
    await this.codes.revoke(manager, userAccount(user), PURPOSE);
    return Object.assign(user, verified);
  }

  /**
   * The same by a code, which proves the mailbox but no password. A user who was let in before loses the password, the
   * sessions and the external accounts of that time: a stranger may have registered the address.
   * Throws `account_disabled`.
   */
  async byCodeWithin(manager: EntityManager, user: TokenSubject): Promise<TokenSubject> {
    const verified = { active: true, verifiedAt: this.clock.now() };
    const { affected } = await manager.update(User, { id: user.id, disabledAt: IsNull() }, verified);
    if (affected !== 1) throw new IdentityError('account_disabled');
    if (!user.active) return Object.assign(user, verified);
    await this.setPassword.within(manager, user, null);
    return Object.assign(user, verified, { passwordHash: null });
  }
}
