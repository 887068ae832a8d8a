import type { Owner, User } from '@portero/database';

/** The account that a code or mail belongs to: a user of an owner, or the owner itself when `userId` is `null`. */
export interface Account {
  readonly ownerId: number;
  readonly userId: number | null;
}

/** The account of an owner. */
export function ownerAccount(owner: Pick<Owner, 'id'>): Account {
  return { ownerId: owner.id, userId: null };
}

/** The account of a user. */
export function userAccount(user: Pick<User, 'id' | 'ownerId'>): Account {
  return { ownerId: user.ownerId, userId: user.id };
}
