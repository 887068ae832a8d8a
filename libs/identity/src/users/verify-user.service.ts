import { Injectable } from '@nestjs/common';
import { userAccount } from '../accounts/account';
import { BeginSession } from '../auth/begin-session.service';
import type { IssuedTokens, TokenProfile, TokenSubject } from '../tokens/token-profile';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';
import { ConfirmEmail } from './confirm-email.service';
import { FindUser, type UserName } from './find-user.service';

/** Verifies the e-mail of users, who may log in afterwards. */
@Injectable()
export class VerifyUser {
  constructor(
    private readonly users: FindUser,
    private readonly codes: OneTimeCodes,
    private readonly send: SendCode,
    private readonly sessions: BeginSession,
    private readonly confirmation: ConfirmEmail,
  ) {}

  /**
   * Activates the user and begins its first session, in one transaction. A user who could log in before the e-mail was
   * verified loses the password, the sessions and the external accounts of that time. Throws `user_not_found`,
   * `already_verified`, `account_disabled`, and what a wrong code throws.
   */
  async verify(name: UserName, code: string, profile: TokenProfile): Promise<IssuedTokens> {
    const user = await this.unverified(name);
    const prepared = await this.sessions.prepare(profile);
    return this.codes.redeem(userAccount(user), 'verify_user', code, async (manager) => {
      return this.sessions.within(manager, prepared, await this.confirmation.byCodeWithin(manager, user));
    });
  }

  /** Sends another code; the previous one ends. Throws `user_not_found`, `already_verified` or `account_disabled`. */
  async resend(name: UserName): Promise<string> {
    const user = await this.unverified(name);
    return this.send.toUser(user, user.owner, 'verify_user');
  }

  private async unverified(name: UserName): Promise<TokenSubject> {
    const user = await this.users.byName(name);
    if (user.verifiedAt !== null) throw new IdentityError('already_verified');
    if (user.disabledAt !== null) throw new IdentityError('account_disabled');
    return user;
  }
}
