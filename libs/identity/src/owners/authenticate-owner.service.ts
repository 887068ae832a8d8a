import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Owner, OwnerSecret } from '@portero/database';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Limits } from '../limits/limits.service';
import { currentRequest } from '../requests/request-origin';
import { hashSecret } from './owner-secrets.service';

/** Compared with when there is nothing to compare with, so that an unknown owner costs the same time. */
const NO_SECRET = hashSecret('');

/** Tells which owner calls. */
@Injectable()
export class AuthenticateOwner {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The owner whose credential it is; the running request counts as that owner's from then on.
   * Throws `owner_credential_invalid`, whatever is wrong with it, and `rate_limited` after too many wrong ones.
   */
  async withSecret(ownerUuid: string, secret: string): Promise<Owner> {
    await this.limits.assertLeftByNetwork('credentials_by_network');
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid: ownerUuid });
    const matches = await this.matches(owner, secret);
    if (owner === null || !matches || !this.mayCall(owner)) throw await this.refusal(owner);
    const request = currentRequest();
    if (request !== null) request.provenOwnerId = owner.id;
    return owner;
  }

  private async matches(owner: Owner | null, secret: string): Promise<boolean> {
    const secrets = await this.dataSource.getRepository(OwnerSecret).findBy({ ownerId: owner?.id ?? 0 });
    const now = this.clock.now();
    const alive = secrets.filter((each) => each.expiresAt === null || each.expiresAt > now).map((each) => each.hash);
    const presented = hashSecret(secret);
    const [, ...equal] = [NO_SECRET, ...alive].map((hash) => timingSafeEqual(hash, presented));
    return equal.includes(true);
  }

  private mayCall({ verifiedAt }: Owner): boolean {
    return verifiedAt !== null || !this.policy.requireVerifiedOwner;
  }

  private async refusal(owner: Owner | null): Promise<IdentityError> {
    await this.limits.spendByNetwork('credentials_by_network');
    if (owner !== null) await this.audit.record(null, { ownerId: owner.id, event: 'credential', outcome: 'failed' });
    return new IdentityError('owner_credential_invalid');
  }
}
