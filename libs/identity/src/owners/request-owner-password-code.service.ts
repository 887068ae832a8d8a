import { Injectable } from '@nestjs/common';
import { SendCode } from '../codes/send-code.service';
import { UnknownAccount } from '../codes/unknown-account.service';
import { FindOwner } from './find-owner.service';

/** The owner account: both fields must belong to the same owner. */
export interface OwnerName {
  readonly ownerUuid: string;
  readonly email: string;
}

const PURPOSE = 'change_owner_password';

/** Sends the code with which an owner who forgot the password changes it. */
@Injectable()
export class RequestOwnerPasswordCode {
  constructor(
    private readonly owners: FindOwner,
    private readonly send: SendCode,
    private readonly unknown: UnknownAccount,
  ) {}

  /**
   * @returns the code in clear; `null`, after the same work, for an unknown account where the policy does not reveal accounts.
   * Throws `rate_limited`, and `account_unknown` where it does.
   */
  async request({ ownerUuid, email }: OwnerName): Promise<string | null> {
    const account = await this.owners.account(ownerUuid, email);
    if (account.isOwner) return this.send.toOwner(account.owner, PURPOSE);
    await this.unknown.requestCode(account, PURPOSE);
    return null;
  }
}
