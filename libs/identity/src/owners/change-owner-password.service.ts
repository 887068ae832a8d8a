import { Injectable } from '@nestjs/common';
import { Owner } from '@portero/database';
import { ownerAccount } from '../accounts/account';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { UnknownAccount } from '../codes/unknown-account.service';
import { SecurityNotices } from '../notices/security-notices.service';
import { Passwords } from '../passwords/passwords.service';
import { FindOwner } from './find-owner.service';
import type { OwnerName } from './request-owner-password-code.service';

const PURPOSE = 'change_owner_password';

/**
 * Changes the password of an owner with a mailed code, and sends the owner a mail about it. The owner's secret does not
 * change.
 */
@Injectable()
export class ChangeOwnerPassword {
  constructor(
    private readonly owners: FindOwner,
    private readonly passwords: Passwords,
    private readonly codes: OneTimeCodes,
    private readonly unknown: UnknownAccount,
    private readonly notices: SecurityNotices,
  ) {}

  /** Throws `validation_failed`, `account_unknown` (`code_invalid` where accounts are not revealed), and what a wrong code throws. */
  async change({ ownerUuid, email }: OwnerName, code: string, password: string): Promise<void> {
    this.passwords.assertAcceptable(password);
    const named = await this.owners.account(ownerUuid, email);
    if (!named.isOwner) return this.unknown.tryCode(named, PURPOSE);
    const { owner } = named;
    const account = ownerAccount(owner);
    // The code is checked first, because a wrong one must not cost a hash. The hash is computed before the transaction,
    // which must stay short.
    await this.codes.check(account, PURPOSE, code);
    const passwordHash = await this.passwords.hashNew(password, owner.id, { words: [owner.email, owner.name] });
    await this.codes.redeem(account, PURPOSE, code, async (manager) => {
      await manager.update(Owner, { id: owner.id }, { passwordHash });
      await this.notices.ownerPasswordChanged(manager, owner);
    });
    this.notices.committed();
  }
}
