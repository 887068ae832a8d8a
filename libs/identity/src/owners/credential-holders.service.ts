import { Injectable } from '@nestjs/common';
import { Client, ClientSecret, Owner, OwnerSecret } from '@portero/database';
import { DataSource } from 'typeorm';

/** What is kept of a secret. */
export interface KeptSecret {
  readonly hash: Buffer;
  /** `null` while it is the current one. */
  readonly expiresAt: Date | null;
}

/** Who a credential may belong to: an owner, or one of its clients. */
export interface CredentialHolder {
  readonly owner: Owner;
  /** `null` for the owner itself. */
  readonly client: Client | null;
  readonly secrets: readonly KeptSecret[];
}

/** Finds owners and their clients by the uuid that they prove themselves with. */
@Injectable()
export class CredentialHolders {
  constructor(private readonly dataSource: DataSource) {}

  /** The holder, whatever its secrets are; `null` when there is none. */
  async find(uuid: string): Promise<CredentialHolder | null> {
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid });
    if (owner !== null) {
      const secrets = await this.dataSource.getRepository(OwnerSecret).findBy({ ownerId: owner.id });
      return { owner, client: null, secrets };
    }
    const client = await this.dataSource
      .getRepository(Client)
      .findOne({ where: { id: uuid }, relations: { owner: true } });
    const secrets = await this.dataSource.getRepository(ClientSecret).findBy({ clientId: uuid });
    return client?.owner ? { owner: client.owner, client, secrets } : null;
  }
}
