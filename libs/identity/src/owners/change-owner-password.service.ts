import { Inject, Injectable } from '@nestjs/common';
import { Owner } from '@portero/database';
import { ownerAccount } from '../accounts/account';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Passwords } from '../passwords/passwords.service';
import { FindOwner } from './find-owner.service';

/** Which owner account: the two must belong together. */
export interface OwnerName {
  readonly ownerUuid: string;
  readonly email: string;
}

/** Changes the password of an owner who forgot it. Its secret stays as it is. */
@Injectable()
export class ChangeOwnerPassword {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly owners: FindOwner,
    private readonly passwords: Passwords,
    private readonly codes: OneTimeCodes,
    private readonly send: SendCode,
  ) {}

  /**
   * Sends a code. @returns it in clear; `null` when there is no such account and the policy says not to tell.
   * Throws `account_unknown` where it does tell.
   */
  async request({ ownerUuid, email }: OwnerName): Promise<string | null> {
    const owner = await this.owners.byUuidAndEmail(ownerUuid, email);
    if (owner) return this.send.toOwner(owner, 'change_owner_password');
    if (this.policy.revealAccounts) throw new IdentityError('account_unknown');
    return null;
  }

  /** Throws `validation_failed`, `account_unknown` (`code_invalid` where accounts are not revealed), and what a wrong code throws. */
  async change({ ownerUuid, email }: OwnerName, code: string, password: string): Promise<void> {
    this.passwords.assertAcceptable(password);
    const owner = await this.owners.byUuidAndEmail(ownerUuid, email);
    if (owner === null) throw new IdentityError(this.policy.revealAccounts ? 'account_unknown' : 'code_invalid');
    const account = ownerAccount(owner);
    // A wrong code must not cost a hash, and a hash must not hold a transaction open.
    await this.codes.check(account, 'change_owner_password', code);
    const passwordHash = await this.passwords.hashNew(password);
    await this.codes.redeem(account, 'change_owner_password', code, async (manager) => {
      await manager.update(Owner, { id: owner.id }, { passwordHash });
    });
  }
}
