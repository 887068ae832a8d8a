import { Injectable } from '@nestjs/common';
import { Owner, User } from '@portero/database';
import { DataSource } from 'typeorm';
import { parseEmail } from '../accounts/email-address';
import { IdentityError } from '../identity.errors';
import { asSubject } from '../tokens/token-subject';
import type { TokenSubject } from '../tokens/token-profile';

/** The largest `integer` of PostgreSQL; no user has a larger id. */
const MAX_ID = 2_147_483_647;

/** Identifies a user as in a request; with `ownerId` only a user of that owner is found. */
export type UserName = ({ readonly id: number } | { readonly uuid: string }) & { readonly ownerId?: number };

/** The user with an e-mail at an owner. */
export interface NamedAccount {
  readonly owner: Owner | null;
  /** The key of the e-mail. */
  readonly name: string;
  readonly user: TokenSubject | null;
}

/** Finds users, always with their role and owner. */
@Injectable()
export class FindUser {
  constructor(private readonly dataSource: DataSource) {}

  /** Throws `user_not_found`, also for another owner's user. */
  async byName(name: UserName): Promise<TokenSubject> {
    if ('id' in name && (name.id < 1 || name.id > MAX_ID)) throw new IdentityError('user_not_found');
    const user = await this.dataSource
      .getRepository(User)
      .findOne({ where: { ...name }, relations: { role: true, owner: true } });
    if (user === null) throw new IdentityError('user_not_found');
    return asSubject(user);
  }

  /** The user of an owner (by its uuid) with an e-mail, or `null`. */
  async byEmail(ownerUuid: string, email: string): Promise<TokenSubject | null> {
    const parsed = parseEmail(email);
    if (parsed === null) return null;
    const where = { emailKey: parsed.key, owner: { uuid: ownerUuid } };
    const user = await this.dataSource.getRepository(User).findOne({ where, relations: { role: true, owner: true } });
    return user && asSubject(user);
  }

  /** The user with an e-mail at an owner (by its uuid). It takes the same two queries whether the user exists or not. */
  async account(ownerUuid: string, email: string): Promise<NamedAccount> {
    const owner = await this.dataSource.getRepository(Owner).findOneBy({ uuid: ownerUuid });
    const user = await this.byEmail(ownerUuid, email);
    return { owner, name: parseEmail(email)?.key ?? email, user };
  }

  /** The user that holds an e-mail (by its key) at an owner; `null` when it is free. */
  emailHolder(ownerId: number, emailKey: string): Promise<User | null> {
    return this.dataSource.getRepository(User).findOneBy({ ownerId, emailKey });
  }
}
