import { Injectable } from '@nestjs/common';
import { Owner, User } from '@portero/database';
import { DataSource } from 'typeorm';
import { parseEmail } from '../accounts/email-address';
import { parseUsername } from '../accounts/username';
import { IdentityError } from '../identity.errors';
import type { TriedAccount } from '../limits/login-throttle.service';
import { PasswordGate } from '../passwords/password-gate.service';
import { Passwords } from '../passwords/passwords.service';

/** Who wants in: an e-mail or a username, at one owner. */
export interface LoginName {
  readonly ownerUuid: string;
  readonly name: string;
  /** Whether `name` may be a username too. */
  readonly allowUsername: boolean;
}

/** The account that was meant, and the user who has it. */
interface Found {
  readonly account: TriedAccount;
  readonly user: User | null;
}

/** Checks passwords at log-in. */
@Injectable()
export class LogIn {
  constructor(
    private readonly dataSource: DataSource,
    private readonly gate: PasswordGate,
    private readonly passwords: Passwords,
  ) {}

  /**
   * The user whose password it is. An unknown account costs the same time as a wrong password.
   *
   * Throws `account_unknown` or `wrong_password` (one `invalid_credentials` where the policy reveals no accounts),
   * and to who knew the password `not_verified` or `account_disabled`; `rate_limited` after too many wrong ones,
   * `busy` under load.
   */
  async withPassword(login: LoginName, password: string): Promise<User> {
    const { account, user } = await this.find(login);
    await this.gate.pass(account, password, 'login');
    if (user === null) throw new Error('A password passed that belongs to nobody');
    if (!user.active) throw new IdentityError(user.disabledAt || user.verifiedAt ? 'account_disabled' : 'not_verified');
    return this.renewHash(user, password);
  }

  private async find({ ownerUuid, name, allowUsername }: LoginName): Promise<Found> {
    const email = parseEmail(name);
    const username = allowUsername && email === null ? parseUsername(name) : null;
    const key = email?.key ?? username?.key ?? name;
    const owner = await this.dataSource
      .getRepository(Owner)
      .findOne({ where: { uuid: ownerUuid }, select: { id: true } });
    if (owner === null) return nobody(null, key);
    const users = this.dataSource.getRepository(User);
    const named = email ? { emailKey: email.key } : username && { usernameKey: username.key };
    const user = named && (await users.findOneBy({ ownerId: owner.id, ...named }));
    if (user === null) return nobody(owner.id, key);
    const { id: userId, ownerId, passwordHash } = user;
    return { user, account: { ownerId, userId, name: key, exists: true, passwordHash } };
  }

  /** Follows a change of the hashing costs, unless the password was changed meanwhile. */
  private async renewHash(user: User, password: string): Promise<User> {
    const old = user.passwordHash;
    if (old === null || !this.passwords.isOutdated(old)) return user;
    const passwordHash = await this.passwords.rehash(password, user.ownerId);
    const { affected } = await this.dataSource
      .getRepository(User)
      .update({ id: user.id, passwordHash: old }, { passwordHash });
    return affected === 1 ? Object.assign(user, { passwordHash }) : user;
  }
}

function nobody(ownerId: number | null, name: string): Found {
  return { account: { ownerId, userId: null, name, exists: false, passwordHash: null }, user: null };
}
