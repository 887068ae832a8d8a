import { Inject, Injectable } from '@nestjs/common';
import { Owner, User } from '@portero/database';
import { DataSource } from 'typeorm';
import { parseEmail } from '../accounts/email-address';
import { parseUsername } from '../accounts/username';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Passwords } from '../passwords/passwords.service';

/** Who wants in: an e-mail or a username, at one owner. */
export interface LoginName {
  readonly ownerUuid: string;
  readonly name: string;
  /** Whether `name` may be a username too. */
  readonly allowUsername: boolean;
}

/** Checks passwords at log-in. */
@Injectable()
export class LogIn {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly dataSource: DataSource,
    private readonly passwords: Passwords,
  ) {}

  /**
   * The user whose password it is. An unknown account costs the same time as a wrong password.
   *
   * Throws `account_unknown` or `wrong_password` (one `invalid_credentials` where the policy reveals no accounts),
   * and to who knew the password `not_verified` or `account_disabled`; `busy` under load.
   */
  async withPassword(login: LoginName, password: string): Promise<User> {
    const user = await this.find(login);
    const matches = await this.passwords.matches(password, user?.passwordHash ?? null);
    if (user === null) throw this.refusal('account_unknown');
    if (!matches) throw this.refusal('wrong_password');
    if (!user.active) throw new IdentityError(user.disabledAt || user.verifiedAt ? 'account_disabled' : 'not_verified');
    return this.renewHash(user, password);
  }

  private refusal(code: 'account_unknown' | 'wrong_password'): IdentityError {
    return new IdentityError(this.policy.revealAccounts ? code : 'invalid_credentials');
  }

  private async find({ ownerUuid, name, allowUsername }: LoginName): Promise<User | null> {
    const email = parseEmail(name);
    const username = allowUsername && email === null ? parseUsername(name) : null;
    if (email === null && username === null) return null;
    const owner = await this.dataSource
      .getRepository(Owner)
      .findOne({ where: { uuid: ownerUuid }, select: { id: true } });
    if (owner === null) return null;
    const users = this.dataSource.getRepository(User);
    if (email) return users.findOneBy({ ownerId: owner.id, emailKey: email.key });
    return username && users.findOneBy({ ownerId: owner.id, usernameKey: username.key });
  }

  /** Follows a change of the hashing costs, unless the password was changed meanwhile. */
  private async renewHash(user: User, password: string): Promise<User> {
    const old = user.passwordHash;
    if (old === null || !this.passwords.isOutdated(old)) return user;
    const passwordHash = await this.passwords.rehash(password);
    const { affected } = await this.dataSource
      .getRepository(User)
      .update({ id: user.id, passwordHash: old }, { passwordHash });
    return affected === 1 ? Object.assign(user, { passwordHash }) : user;
  }
}
