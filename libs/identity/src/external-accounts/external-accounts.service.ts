import { Injectable } from '@nestjs/common';
import { ExternalAccount, User } from '@portero/database';
import { DataSource, type EntityManager, LessThanOrEqual } from 'typeorm';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';

/** An account at another provider. The caller must have verified it with the provider. */
export interface ProviderAccount {
  /** Lower-case name of the provider, at most 40 characters. */
  readonly provider: string;
  /** The provider's id of the account, at most 100 characters. */
  readonly subject: string;
}

/**
 * Accounts at other providers that users log in with. They are never looked up by e-mail, which the provider may not have
 * verified.
 */
@Injectable()
export class ExternalAccounts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The user of an owner (by its uuid) that an account is linked to.
   * Throws `account_unknown`, `not_verified` or `account_disabled`.
   */
  async userOf(ownerUuid: string, { provider, subject }: ProviderAccount): Promise<User> {
    const found = await this.dataSource.getRepository(ExternalAccount).findOne({
      where: { provider, subject, owner: { uuid: ownerUuid } },
      relations: { user: true },
    });
    const user = found?.user;
    if (!user) throw new IdentityError('account_unknown');
    if (user.active) return user;
    throw new IdentityError(user.disabledAt || user.verifiedAt ? 'account_disabled' : 'not_verified');
  }

  /**
   * Throws `external_account_taken` when another user of the owner has the account. A cheap check before {@link
   * linkWithin}.
   */
  async assertFree(ownerId: number, { provider, subject }: ProviderAccount): Promise<void> {
    const taken = await this.dataSource.getRepository(ExternalAccount).existsBy({ ownerId, provider, subject });
    if (taken) throw new IdentityError('external_account_taken');
  }

  /** Links an account to a user in the caller's transaction, which fails on `uq_external_identities_owner_subject`. */
  async linkWithin(
    manager: EntityManager,
    user: Pick<User, 'id' | 'ownerId'>,
    { provider, subject }: ProviderAccount,
  ): Promise<void> {
    const { id: userId, ownerId } = user;
    await manager.insert(ExternalAccount, { ownerId, userId, provider, subject, linkedAt: this.clock.now() });
  }

  /** Unlinks every account that was linked before the user's e-mail was verified; all of them if it is not verified. */
  async unlinkUnprovedWithin(manager: EntityManager, { id: userId, verifiedAt }: User): Promise<void> {
    const before = verifiedAt === null ? {} : { linkedAt: LessThanOrEqual(verifiedAt) };
    await manager.delete(ExternalAccount, { userId, ...before });
  }
}
