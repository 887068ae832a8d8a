import { Injectable } from '@nestjs/common';
import type { TokenSubject } from '../../tokens/token-profile';
import { OneTimeLinks } from '../../links/one-time-links.service';
import { Passwords } from '../../passwords/passwords.service';
import { ConfirmEmail } from '../confirm-email.service';
import { passwordContextOf } from '../password-context';
import { SetUserPassword } from '../set-user-password.service';

const PURPOSE = 'change_user_password';

/** Sets the password of a user who follows a mailed link, and ends every session of the account. */
@Injectable()
export class ChangePasswordByLink {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly passwords: Passwords,
    private readonly setPassword: SetUserPassword,
    private readonly confirmation: ConfirmEmail,
  ) {}

  /** The user whose password a link sets; the link stays valid. Throws `code_invalid` or `code_expired`. */
  check(token: string): Promise<TokenSubject> {
    return this.links.userOf(PURPOSE, token);
  }

  /** Throws as {@link check} does, and `validation_failed` or `busy`, after which the link stays valid. */
  async change(token: string, password: string): Promise<TokenSubject> {
    this.passwords.assertAcceptable(password);
    // An invalid link must not cost a hash, and hashing must not hold a transaction open.
    const user = await this.check(token);
    const passwordHash = await this.passwords.hashNew(password, user.ownerId, passwordContextOf(user));
    return this.links.redeem(PURPOSE, token, async (manager, current) => {
      await this.setPassword.within(manager, current, { text: password, hash: passwordHash });
      // The link proves the mailbox. An account that still waits for its code keeps waiting.
      const proves = current.active && current.verifiedAt === null;
      return proves ? this.confirmation.within(manager, current) : current;
    });
  }
}
