import { Injectable } from '@nestjs/common';
import { IdentityError } from '../../identity.errors';
import { OneTimeLinks } from '../../links/one-time-links.service';
import { PasswordGate } from '../../passwords/password-gate.service';
import type { TokenSubject } from '../../tokens/token-profile';
import { ConfirmEmail } from '../confirm-email.service';

const PURPOSE = 'verify_user';

/**
 * Verifies the e-mail of a user who follows a mailed link and knows the password of the account. The link alone is not
 * enough: a stranger may have registered the address, and would keep the password and other means to log in.
 */
@Injectable()
export class VerifyUserByLink {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly gate: PasswordGate,
    private readonly confirmation: ConfirmEmail,
  ) {}

  /** The user whose e-mail a link verifies; the link stays valid. Throws `code_invalid` or `code_expired`. */
  check(token: string): Promise<TokenSubject> {
    return this.links.userOf(PURPOSE, token);
  }

  /**
   * Verifies the e-mail with the password of the account. Throws as {@link check} does, `account_disabled`, and what a
   * wrong password throws; the link then stays valid.
   */
  async verify(token: string, password: string): Promise<TokenSubject> {
    const { id, ownerId, email, emailKey, passwordHash } = await this.check(token);
    const tried = { ownerId, userId: id, name: emailKey ?? email, exists: true, passwordHash };
    await this.gate.pass(tried, password, 'user_verified');
    return this.links.redeem(PURPOSE, token, (manager, user) => {
      // A password that was changed meanwhile must not confirm the e-mail.
      if (user.passwordHash !== passwordHash) throw new IdentityError('wrong_password');
      return this.confirmation.within(manager, user);
    });
  }
}
