import { Inject, Injectable } from '@nestjs/common';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import type { TriedAccount } from '../limits/login-throttle.service';
import { PasswordGate } from '../passwords/password-gate.service';
import { FindOwner, type NamedOwner } from './find-owner.service';
import { OwnerSecrets } from './owner-secrets.service';
import type { OwnerName } from './request-owner-password-code.service';
import { SECRET_OVERLAP_SECONDS } from './secret-rotation';

/** Makes a new secret for an owner who knows its password. */
@Injectable()
export class RotateOwnerSecret {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly owners: FindOwner,
    private readonly gate: PasswordGate,
    private readonly secrets: OwnerSecrets,
  ) {}

  /**
   * @param overlapSeconds how long the current secret still works; 0 ends it now
   * @returns the new secret in clear
   * Throws `account_unknown` or `wrong_password` (`invalid_credentials` where accounts are not revealed), `not_verified`,
   * `rate_limited`, `busy`.
   */
  async withPassword(
    { ownerUuid, email }: OwnerName,
    password: string,
    overlapSeconds = SECRET_OVERLAP_SECONDS,
  ): Promise<string> {
    const named = await this.owners.account(ownerUuid, email);
    await this.gate.pass(tried(named), password, 'secret_rotated');
    if (!named.isOwner) throw new Error('A password passed that belongs to nobody');
    const { owner } = named;
    if (this.policy.requireVerifiedOwner && owner.verifiedAt === null) throw new IdentityError('not_verified');
    return this.secrets.rotate(owner, overlapSeconds);
  }
}

function tried({ name, owner, isOwner }: NamedOwner): TriedAccount {
  const passwordHash = isOwner ? owner.passwordHash : null;
  return { ownerId: owner?.id ?? null, userId: null, name, exists: isOwner, passwordHash };
}
