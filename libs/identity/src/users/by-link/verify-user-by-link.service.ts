import { Injectable } from '@nestjs/common';
import { User } from '@portero/database';
import { userAccount } from '../../accounts/account';
import type { TokenSubject } from '../../tokens/token-profile';
import { Clock } from '../../clock';
import { OneTimeCodes } from '../../codes/one-time-codes.service';
import { IdentityError } from '../../identity.errors';
import { OneTimeLinks } from '../../links/one-time-links.service';

const PURPOSE = 'verify_user';

/** Verifies the e-mail of a user who follows a mailed link. */
@Injectable()
export class VerifyUserByLink {
  constructor(
    private readonly links: OneTimeLinks,
    private readonly codes: OneTimeCodes,
    private readonly clock: Clock,
  ) {}

  /** Whose e-mail a link verifies; it stays alive. Throws `code_invalid` or `code_expired`. */
  check(token: string): Promise<TokenSubject> {
    return this.links.userOf(PURPOSE, token);
  }

  /**
   * Verifies the e-mail, which also lets a user in that had to wait for it. One that was verified meanwhile stays as it is.
   * Throws as {@link check} does, and `account_disabled`.
   */
  async verify(token: string): Promise<TokenSubject> {
    return this.links.redeem(PURPOSE, token, async (manager, user) => {
      if (user.disabledAt !== null) throw new IdentityError('account_disabled');
      if (user.verifiedAt !== null) return user;
      const verified = { active: true, verifiedAt: this.clock.now() };
      await manager.update(User, { id: user.id }, verified);
      await this.codes.revoke(manager, userAccount(user), PURPOSE);
      return Object.assign(user, verified);
    });
  }
}
