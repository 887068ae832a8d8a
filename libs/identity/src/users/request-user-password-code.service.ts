import { Injectable } from '@nestjs/common';
import { SendCode } from '../codes/send-code.service';
import { UnknownAccount } from '../codes/unknown-account.service';
import { FindUser } from './find-user.service';

/** The user account: an e-mail at an owner. */
export interface UserAccountName {
  readonly ownerUuid: string;
  readonly email: string;
}

const PURPOSE = 'change_user_password';

/** Sends the code with which a user who forgot the password changes it. */
@Injectable()
export class RequestUserPasswordCode {
  constructor(
    private readonly users: FindUser,
    private readonly send: SendCode,
    private readonly unknown: UnknownAccount,
  ) {}

  /**
   * @returns the code in clear; `null`, after the same work, when there is no such account and the policy says not to tell.
   * Throws `rate_limited`, and `account_unknown` where it does tell.
   */
  async request({ ownerUuid, email }: UserAccountName): Promise<string | null> {
    const account = await this.users.account(ownerUuid, email);
    if (account.user) return this.send.toUser(account.user, account.user.owner, PURPOSE);
    await this.unknown.requestCode(account, PURPOSE);
    return null;
  }
}
