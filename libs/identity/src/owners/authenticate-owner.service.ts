import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Client, Owner } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Limits } from '../limits/limits.service';
import { networkOf, type RequestOrigin, servingRequest } from '../requests/request-origin';
import { type CredentialHolder, CredentialHolders } from './credential-holders.service';
import { hashSecret } from './secret-rotation';

/** Used for the comparison when the owner is unknown, so that it takes the same time. */
const NO_SECRET = hashSecret('');

/** The caller that a credential identifies. */
export interface ProvenCaller {
  readonly owner: Owner;
  /** The owner's client that called; `null` for the owner itself, who may do everything. */
  readonly client: Client | null;
}

/** Who a credential names, and whether its secret is one of theirs. */
interface Presented {
  readonly holder: CredentialHolder | null;
  readonly isTheirs: boolean;
}

/** Authenticates an owner or one of its clients. */
@Injectable()
export class AuthenticateOwner {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly holders: CredentialHolders,
    private readonly clock: Clock,
    private readonly limits: Limits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Returns the holder of the credential. From then on the request counts as that owner's. The caller must check the scopes of
   * a client.
   * @param uuid of an owner or a client
   * @param request that the credential came with; `null` outside of a request, where tries are not limited
   * Throws `owner_credential_invalid` for every wrong credential, and `rate_limited` after too many wrong ones.
   */
  async withSecret(uuid: string, secret: string, request: RequestOrigin | null): Promise<ProvenCaller> {
    if (request !== null) this.limits.assertLeftSoon('credentials_by_network', networkOf(request));
    const presented = hashSecret(secret);
    const { holder, isTheirs } = this.presentedToKnown(uuid, presented) ?? (await this.presentedTo(uuid, presented));
    if (holder === null || !isTheirs || !this.mayCall(holder.owner)) {
      throw await (request === null ? this.refusal(holder) : servingRequest(request, () => this.refusal(holder)));
    }
    const { owner, client } = holder;
    if (request !== null) {
      request.provenOwnerId = owner.id;
      request.provenOwnerUuid = owner.uuid;
      request.provenClientId = client?.id ?? null;
    }
    return { owner, client };
  }

  /** The usual case, without a promise: the owner is cached, and has the secret. */
  private presentedToKnown(uuid: string, presented: Buffer): Presented | null {
    const holder = this.holders.known(uuid);
    return holder !== null && this.matches(holder, presented) ? { holder, isTheirs: true } : null;
  }

  /** If the cached owner does not have the secret, a command or another replica may just have made it. */
  private async presentedTo(uuid: string, presented: Buffer): Promise<Presented> {
    const holder = await this.holders.find(uuid);
    const isTheirs = this.matches(holder, presented);
    // Clients are not cached.
    if (isTheirs || holder === null || holder.client !== null) return { holder, isTheirs };
    const again = await this.holders.findAgain(uuid);
    return { holder: again, isTheirs: this.matches(again, presented) };
  }

  private matches(holder: CredentialHolder | null, presented: Buffer): boolean {
    const now = this.clock.now();
    timingSafeEqual(NO_SECRET, presented);
    let isTheirs = false;
    for (const { hash, expiresAt } of holder?.secrets ?? []) {
      const isEqual = timingSafeEqual(hash, presented);
      if (isEqual && (expiresAt === null || expiresAt > now)) isTheirs = true;
    }
    return isTheirs;
  }

  private mayCall({ verifiedAt }: Owner): boolean {
    return verifiedAt !== null || !this.policy.requireVerifiedOwner;
  }

  private async refusal(holder: CredentialHolder | null): Promise<IdentityError> {
    await this.limits.spendByNetwork('credentials_by_network');
    if (holder !== null) {
      const { owner, client } = holder;
      const detail = client === null ? {} : { detail: client.id };
      await this.audit.record(null, { ownerId: owner.id, event: 'credential', outcome: 'failed', ...detail });
    }
    return new IdentityError('owner_credential_invalid');
  }
}
