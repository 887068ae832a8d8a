import { User } from '@portero/database';
import type { TokenSubject } from './token-profile';

/** Narrows a user whose role and owner were loaded. */
export function asSubject(user: User): TokenSubject {
  if (!user.role || !user.owner) throw new Error('The user was read without its role and owner');
  return user as TokenSubject;
}
