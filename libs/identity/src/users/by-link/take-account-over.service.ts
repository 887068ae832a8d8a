import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.service';
import { IdentityError } from '../../identity.errors';
import { OneTimeLinks } from '../../links/one-time-links.service';
import { Passwords } from '../../passwords/passwords.service';
import type { TokenSubject } from '../../tokens/token-profile';
import { ConfirmEmail } from '../confirm-email.service';
import { passwordContextOf } from '../password-context';
import { SetUserPassword } from '../set-user-password.service';

const PURPOSE = 'verify_user';

/**
 * The first confirmation of a mailbox takes the account over: a user who follows the mailed link without knowing the
 * password sets a new one, and everything from the time before ends.
 */
@Injectable()
export class TakeAccountOver {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly passwords: Passwords,
    private readonly setPassword: SetUserPassword,
    private readonly confirmation: ConfirmEmail,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Sets the password, ends every session and key, removes every external account and verifies the e-mail. Throws
   * `code_invalid` or `code_expired`, `account_disabled`, `validation_failed` or `busy`; only the first two mean that
   * the link is invalid. If the account was verified meanwhile, the link sets no password: `code_invalid`.
   */
  async byLink(token: string, password: string): Promise<TokenSubject> {
    this.passwords.assertAcceptable(password);
    // An invalid link must not cost a hash, and hashing must not hold a transaction open.
    const subject = await this.links.userOf(PURPOSE, token);
    const { ownerId } = subject;
    const passwordHash = await this.passwords.hashNew(password, ownerId, passwordContextOf(subject));
    return this.links.redeem(PURPOSE, token, async (manager, user) => {
      if (user.verifiedAt !== null) throw new IdentityError('code_invalid');
      await this.setPassword.within(manager, user, { text: password, hash: passwordHash });
      await this.audit.record(manager, { ownerId, userId: user.id, event: 'password_changed', detail: 'take_over' });
      return this.confirmation.within(manager, user);
    });
  }
}
