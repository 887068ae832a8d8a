import { Inject, Injectable } from '@nestjs/common';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Passwords } from '../passwords/passwords.service';
import type { OwnerName } from './change-owner-password.service';
import { FindOwner } from './find-owner.service';
import { OwnerSecrets } from './owner-secrets.service';

/** Gives an owner who knows its password a new secret. */
@Injectable()
export class RotateOwnerSecret {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly owners: FindOwner,
    private readonly passwords: Passwords,
    private readonly secrets: OwnerSecrets,
  ) {}

  /**
   * @returns the new secret in clear; the old one works for 24 hours more
   * Throws `account_unknown` or `wrong_password` (`invalid_credentials` where accounts are not revealed), `not_verified`, `busy`.
   */
  async withPassword({ ownerUuid, email }: OwnerName, password: string): Promise<string> {
    const owner = await this.owners.byUuidAndEmail(ownerUuid, email);
    const matches = await this.passwords.matches(password, owner?.passwordHash ?? null);
    if (owner === null) throw this.refusal('account_unknown');
    if (!matches) throw this.refusal('wrong_password');
    if (this.policy.requireVerifiedOwner && owner.verifiedAt === null) throw new IdentityError('not_verified');
    return this.secrets.rotate(owner);
  }

  private refusal(code: 'account_unknown' | 'wrong_password'): IdentityError {
    return new IdentityError(this.policy.revealAccounts ? code : 'invalid_credentials');
  }
}
