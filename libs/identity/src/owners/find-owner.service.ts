import { Injectable } from '@nestjs/common';
import { Owner } from '@portero/database';
import { DataSource, MoreThan } from 'typeorm';
import { type EmailAddress, parseEmail } from '../accounts/email-address';
import { IdentityError } from '../identity.errors';

/** The largest `integer` of PostgreSQL; no row has a larger id. */
const MAX_ID = 2_147_483_647;

/** The owner of an e-mail and a uuid: both must belong to the same owner. */
export type NamedOwner = {
  /** The key of the e-mail. */
  readonly name: string;
} & ({ readonly isOwner: true; readonly owner: Owner } | { readonly isOwner: false; readonly owner: Owner | null });

/** Finds owners. */
@Injectable()
export class FindOwner {
  constructor(private readonly dataSource: DataSource) {}

  /** Throws `owner_not_found`. */
  async byUuid(uuid: string): Promise<Owner> {
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid });
    if (owner === null) throw new IdentityError('owner_not_found');
    return owner;
  }

  /** The owner with that uuid, and whether it has that e-mail. It always takes one query. */
  async account(uuid: string, email: string): Promise<NamedOwner> {
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid });
    const name = parseEmail(email)?.key ?? email;
    return owner?.emailKey === name ? { name, owner, isOwner: true } : { name, owner, isOwner: false };
  }

  /** The owner with an id, or `null`. */
  async byId(id: number): Promise<Owner | null> {
    return id < 1 || id > MAX_ID ? null : this.dataSource.getRepository(Owner).findOneBy({ id });
  }

  /** The owner with an e-mail, or `null`. */
  async byEmail(email: string): Promise<Owner | null> {
    const parsed = parseEmail(email);
    return parsed && this.dataSource.getRepository(Owner).findOneBy({ emailKey: parsed.key });
  }

  /** Up to `limit` owners, in the order of their ids, beginning after one. */
  async after(id: number, limit: number): Promise<readonly Owner[]> {
    return this.dataSource
      .getRepository(Owner)
      .find({ where: { id: MoreThan(id) }, order: { id: 'ASC' }, take: limit });
  }

  /** Whether an owner has that e-mail already. */
  emailIsTaken(email: EmailAddress): Promise<boolean> {
    return this.dataSource.getRepository(Owner).existsBy({ emailKey: email.key });
  }
}
