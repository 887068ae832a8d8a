import { Injectable } from '@nestjs/common';
import { Owner } from '@portero/database';
import { ownerAccount } from '../accounts/account';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { SendCode } from '../codes/send-code.service';
import { UnknownAccount } from '../codes/unknown-account.service';
import { Passwords } from '../passwords/passwords.service';
import { FindOwner } from './find-owner.service';

/** The owner account: both fields must belong to the same owner. */
export interface OwnerName {
  readonly ownerUuid: string;
  readonly email: string;
}

const PURPOSE = 'change_owner_password';

/** Changes the password of an owner who forgot it. Its secret stays as it is. */
@Injectable()
export class ChangeOwnerPassword {
  constructor(
    private readonly owners: FindOwner,
    private readonly passwords: Passwords,
    private readonly codes: OneTimeCodes,
    private readonly send: SendCode,
    private readonly unknown: UnknownAccount,
  ) {}

  /**
   * Sends a code. @returns it in clear; `null`, after the same work, for an unknown account where the policy does not
   * reveal accounts. Throws `rate_limited`, and `account_unknown` where it does.
   */
  async request({ ownerUuid, email }: OwnerName): Promise<string | null> {
    const account = await this.owners.account(ownerUuid, email);
    if (account.isOwner) return this.send.toOwner(account.owner, PURPOSE);
    await this.unknown.requestCode(account, PURPOSE);
    return null;
  }

  /** Throws `validation_failed`, `account_unknown` (`code_invalid` where accounts are not revealed), and what a wrong code throws. */
  async change({ ownerUuid, email }: OwnerName, code: string, password: string): Promise<void> {
    this.passwords.assertAcceptable(password);
    const named = await this.owners.account(ownerUuid, email);
    if (!named.isOwner) return this.unknown.tryCode(named, PURPOSE);
    const { owner } = named;
    const account = ownerAccount(owner);
    // First the code, because a wrong one must not cost a hash; the hash before the transaction, which must stay short.
    await this.codes.check(account, PURPOSE, code);
    const passwordHash = await this.passwords.hashNew(password, owner.id, { words: [owner.email, owner.name] });
    await this.codes.redeem(account, PURPOSE, code, async (manager) => {
      await manager.update(Owner, { id: owner.id }, { passwordHash });
    });
  }
}
