import { Injectable } from '@nestjs/common';
import { Client, ClientSecret, type Owner } from '@portero/database';
import { DataSource } from 'typeorm';
import { type KnownOwner, KnownOwners } from './known-owners.service';

/** The stored data of a secret. */
export interface KeptSecret {
  readonly hash: Buffer;
  /** `null` while it is the current one. */
  readonly expiresAt: Date | null;
}

/** The possible holder of a credential: an owner, or one of its clients. */
export interface CredentialHolder {
  readonly owner: Owner;
  /** `null` for the owner itself. */
  readonly client: Client | null;
  readonly secrets: readonly KeptSecret[];
}

/** Finds owners and their clients by the uuid of their credential. */
@Injectable()
export class CredentialHolders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: KnownOwners,
  ) {}

  /** The holder, even without a valid secret; `null` when there is none. */
  async find(uuid: string): Promise<CredentialHolder | null> {
    const known = await this.owners.byUuid(uuid);
    if (known !== null) return holderOf(known);
    const client = await this.dataSource
      .getRepository(Client)
      .findOne({ where: { id: uuid }, relations: { owner: true } });
    const secrets = await this.dataSource.getRepository(ClientSecret).findBy({ clientId: uuid });
    return client?.owner ? { owner: client.owner, client, secrets } : null;
  }

  /** Like {@link find}, from the cache of owners; `null` when it must read the database. */
  known(uuid: string): CredentialHolder | null {
    const known = this.owners.known(uuid);
    return known && holderOf(known);
  }

  /** The same, read from the database now. */
  findAgain(uuid: string): Promise<CredentialHolder | null> {
    this.owners.forget(uuid);
    return this.find(uuid);
  }
}

function holderOf({ owner, secrets }: KnownOwner): CredentialHolder {
  return { owner, client: null, secrets };
}
