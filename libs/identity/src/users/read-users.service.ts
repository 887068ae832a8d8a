import { Injectable } from '@nestjs/common';
import { type Owner, Queries, type Role } from '@portero/database';
import { IdentityError } from '../identity.errors';
import { Roles } from '../roles/roles.service';
import type { UserName } from './find-user.service';
import { findUserById, findUserByUuid, findUsersAfter, type ListedUserRow, type UserRow } from './read-users.query';

/** The largest `integer` of PostgreSQL; no user has a larger id. */
const MAX_ID = 2_147_483_647;

/** A user in a list. */
export type ListedUser = Omit<ListedUserRow, 'roleId'> & { readonly role: Role };

/** A single user. */
export type ShownUser = Omit<UserRow, 'roleId'> & { readonly role: Role };

/** One page of an owner's users, in the order of their ids. */
export interface UserPage {
  readonly users: readonly ListedUser[];
  /** Give it as `afterId` for the next page; `null` on the last. */
  readonly nextAfterId: number | null;
}

/** Reads users for presentation with one statement each, without columns that are never shown. */
@Injectable()
export class ReadUsers {
  constructor(
    private readonly queries: Queries,
    private readonly roles: Roles,
  ) {}

  /** A page of an owner's users. */
  async page(owner: Pick<Owner, 'id'>, afterId: number, limit: number): Promise<UserPage> {
    const rows = await this.queries.read(findUsersAfter, [owner.id, afterId, limit + 1]);
    const roles = await this.roles.all();
    const users = rows.slice(0, limit).map((row) => withRole(row, roles));
    return { users, nextAfterId: rows.length > limit ? (users.at(-1)?.id ?? null) : null };
  }

  /** Throws `user_not_found`, also for another owner's user. */
  async byName(name: UserName): Promise<ShownUser> {
    const row = await this.find(name);
    if (row === null) throw new IdentityError('user_not_found');
    return withRole(row, await this.roles.all());
  }

  private async find(name: UserName): Promise<UserRow | null> {
    const ownerId = name.ownerId ?? null;
    if ('uuid' in name) return this.queries.readByKey(findUserByUuid, [name.uuid, ownerId]);
    return name.id < 1 || name.id > MAX_ID ? null : this.queries.readByKey(findUserById, [name.id, ownerId]);
  }
}

function withRole<T extends ListedUserRow>({ roleId, ...row }: T, roles: readonly Role[]) {
  const role = roles.find(({ id }) => id === roleId);
  if (!role) throw new Error('A user has a role that does not exist');
  return { ...row, role };
}
