import { Inject, Injectable } from '@nestjs/common';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { FindUser } from './find-user.service';

/** Which user account: an e-mail at an owner. */
export interface UserAccountName {
  readonly ownerUuid: string;
  readonly email: string;
}

/** Sends the code that a user who forgot the password changes it with. */
@Injectable()
export class RequestUserPasswordCode {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly users: FindUser,
    private readonly send: SendCode,
  ) {}

  /**
   * @returns the code in clear; `null` when there is no such account and the policy says not to tell.
   * Throws `account_unknown` where it does tell.
   */
  async request({ ownerUuid, email }: UserAccountName): Promise<string | null> {
    const user = await this.users.byEmail(ownerUuid, email);
    if (user) return this.send.toUser(user, user.owner, 'change_user_password');
    if (this.policy.revealAccounts) throw new IdentityError('account_unknown');
    return null;
  }
}
