import { Inject, Injectable } from '@nestjs/common';
import { Owner, ServiceState, Transactions } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';

const STATE_NAME = 'default_owner';

/** Reserved by RFC 2606: nothing is ever delivered there. */
const EMAIL = 'default-owner@portero.invalid';

/** The owner that the first start creates. Users of dialects without owners belong to it. */
@Injectable()
export class DefaultOwner {
  private known: Owner | null = null;

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The default owner, created when there is none. Replicas that start together agree on one. */
  async ensure(): Promise<Owner> {
    this.known ??= (await this.find()) ?? (await this.create().catch(() => null)) ?? (await this.find());
    if (this.known === null) throw new Error('The default owner could not be created');
    return this.known;
  }

  /** The default owner, or `null` before the first start. */
  async find(): Promise<Owner | null> {
    const state = await this.dataSource.getRepository(ServiceState).findOneBy({ name: STATE_NAME });
    return state && this.dataSource.getRepository(Owner).findOneBy({ uuid: state.value });
  }

  private create(): Promise<Owner> {
    const { defaultOwnerUuid: uuid, defaultCountry: countryCode } = this.policy;
    return this.transactions.run(async (manager) => {
      const owner = await manager.save(
        manager.create(Owner, {
          ...(uuid === null ? {} : { uuid }),
          email: EMAIL,
          emailKey: EMAIL,
          name: 'Default owner',
          passwordHash: null,
          countryCode,
          verifiedAt: this.clock.now(),
        }),
      );
      await manager.insert(ServiceState, { name: STATE_NAME, value: owner.uuid });
      return owner;
    });
  }
}
