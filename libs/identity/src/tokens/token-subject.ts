import { User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import type { TokenSubject } from './token-profile';

/**
 * Reads a user for issuing tokens and holds it still until the transaction ends: changing its password, disabling
 * and deleting it wait, and then end what was begun here.
 */
export async function lockSubject(manager: EntityManager, userId: number): Promise<TokenSubject | null> {
  const locked = await manager.findOne(User, {
    where: { id: userId },
    select: { id: true },
    lock: { mode: 'pessimistic_read' },
  });
  if (locked === null) return null;
  const user = await manager.findOneOrFail(User, { where: { id: userId }, relations: { role: true, owner: true } });
  return asSubject(user);
}

/** Narrows a user whose role and owner were loaded. */
export function asSubject(user: User): TokenSubject {
  if (!user.role || !user.owner) throw new Error('The user was read without its role and owner');
  return user as TokenSubject;
}
