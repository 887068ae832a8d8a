import { Injectable } from '@nestjs/common';
import { userAccount } from '../accounts/account';
import type { TokenSubject } from '../tokens/token-profile';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { UnknownAccount } from '../codes/unknown-account.service';
import { Passwords } from '../passwords/passwords.service';
import { FindUser } from './find-user.service';
import type { UserAccountName } from './request-user-password-code.service';
import { passwordContextOf } from './password-context';
import { SetUserPassword } from './set-user-password.service';

const PURPOSE = 'change_user_password';

/** Changes the password of a user with a mailed code, and ends every session of the account. */
@Injectable()
export class ChangeUserPassword {
  constructor(
    private readonly users: FindUser,
    private readonly passwords: Passwords,
    private readonly codes: OneTimeCodes,
    private readonly setPassword: SetUserPassword,
    private readonly unknown: UnknownAccount,
  ) {}

  /**
   * Checks whether a code would be accepted; it stays valid. Throws `account_unknown` (`code_invalid` where accounts
   * are not revealed) and what a wrong code throws.
   */
  async check(name: UserAccountName, code: string): Promise<void> {
    await this.codes.check(userAccount(await this.find(name)), PURPOSE, code);
  }

  /** Throws as {@link check} does, and `validation_failed` or `busy`. */
  async change(name: UserAccountName, code: string, password: string): Promise<void> {
    this.passwords.assertAcceptable(password);
    const user = await this.find(name);
    // A wrong code must not cost a hash, and hashing must not hold a transaction open.
    await this.codes.check(userAccount(user), PURPOSE, code);
    const passwordHash = await this.passwords.hashNew(password, user.ownerId, passwordContextOf(user));
    await this.codes.redeem(userAccount(user), PURPOSE, code, (manager) =>
      this.setPassword.within(manager, user, { text: password, hash: passwordHash }),
    );
  }

  private async find({ ownerUuid, email }: UserAccountName): Promise<TokenSubject> {
    const account = await this.users.account(ownerUuid, email);
    return account.user ?? this.unknown.tryCode(account, PURPOSE);
  }
}
