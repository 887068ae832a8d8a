import { Injectable } from '@nestjs/common';
import { Owner } from '@portero/database';
import { ownerAccount } from '../accounts/account';
import { Clock } from '../clock';
import { OneTimeCodes } from '../codes/one-time-codes.service';
import { SendCode } from '../codes/send-code.service';
import { IdentityError } from '../identity.errors';
import { FindOwner } from './find-owner.service';
import { KnownOwners } from './known-owners.service';

/** Verifies the e-mail of owners. */
@Injectable()
export class VerifyOwner {
  constructor(
    private readonly owners: FindOwner,
    private readonly codes: OneTimeCodes,
    private readonly send: SendCode,
    private readonly clock: Clock,
    private readonly known: KnownOwners,
  ) {}

  /** Throws `owner_not_found`, `already_verified`, and what a wrong code throws. */
  async verify(uuid: string, code: string): Promise<Owner> {
    const owner = await this.unverified(uuid);
    await this.codes.redeem(ownerAccount(owner), 'verify_owner', code, async (manager) => {
      await manager.update(Owner, { id: owner.id }, { verifiedAt: this.clock.now() });
      await this.known.announce(manager, owner);
    });
    this.known.forget(owner.uuid);
    return owner;
  }

  /** Sends another code; the previous one ends. Throws `owner_not_found` or `already_verified`. */
  async resend(uuid: string): Promise<string> {
    return this.send.toOwner(await this.unverified(uuid), 'verify_owner');
  }

  private async unverified(uuid: string): Promise<Owner> {
    const owner = await this.owners.byUuid(uuid);
    if (owner.verifiedAt !== null) throw new IdentityError('already_verified');
    return owner;
  }
}
