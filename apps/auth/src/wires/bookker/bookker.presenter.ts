import type { Role } from '@portero/database';
import type { IssuedTokens, ListedUser } from '@portero/identity';
import type {
  BookkerListedUserDto,
  BookkerLoggedInDto,
  BookkerRoleDto,
  BookkerTokenDto,
  BookkerUserDto,
} from './bookker.dto';
import { bookkerUserId } from './bookker.user-id';

/** A token with its user. */
export function presentLoggedIn({ access, subject }: IssuedTokens): BookkerLoggedInDto {
  return { token: access, user: presentUser(subject), role: presentRole(subject.role) };
}

/** A token alone. */
export function presentRenewed({ access }: IssuedTokens): BookkerTokenDto {
  return { token: access };
}

/** A user in the list. */
export function presentListedUser(user: ListedUser): BookkerListedUserDto {
  return Object.assign(presentUser(user), { role: presentRole(user.role) });
}

function presentUser(user: Omit<ListedUser, 'role'>): BookkerUserDto {
  const { name, surname, username, email, phone } = user;
  return { id: bookkerUserId(user), name, surname, alias: username, email, phone };
}

function presentRole({ uuid, description }: Role): BookkerRoleDto {
  return { id: uuid, name: description };
}
