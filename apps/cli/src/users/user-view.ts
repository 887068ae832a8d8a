import type { Session } from '@portero/database';
import type { TokenSubject } from '@portero/identity';
import { fields, moment } from '../terminal/text';

/** A user as the command shows it: by whitelist, because the row holds a password hash. */
export interface UserView {
  readonly id: number;
  readonly uuid: string;
  readonly owner: { readonly id: number; readonly uuid: string; readonly name: string };
  readonly state: 'active' | 'disabled' | 'unverified';
  readonly email: string;
  readonly username: string | null;
  readonly name: string | null;
  readonly surname: string | null;
  readonly phone: string | null;
  readonly role: { readonly id: number; readonly description: string };
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly hasPassword: boolean;
  readonly verifiedAt: Date | null;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An open session as the command shows it. */
export interface SessionView {
  /** The token profile that began it, such as the name of a dialect. */
  readonly profile: string;
  readonly createdAt: Date;
  /** When it ends without a refresh. */
  readonly idleExpiresAt: Date;
  /** When it ends in any case. */
  readonly expiresAt: Date;
}

/** Selects the data of a user that may be shown. */
export function viewUser(user: TokenSubject): UserView {
  const { id, uuid, email, username, name, surname, phone, verifiedAt, disabledAt, createdAt, updatedAt } = user;
  return {
    id,
    uuid,
    owner: { id: user.owner.id, uuid: user.owner.uuid, name: user.owner.name },
    state: stateOf(user),
    email,
    username,
    name,
    surname,
    phone,
    role: { id: user.role.id, description: user.role.description },
    country: user.countryCode,
    hasPassword: user.passwordHash !== null,
    verifiedAt,
    disabledAt,
    createdAt,
    updatedAt,
  };
}

/** Selects the data of a session that may be shown. */
export function viewSession({ profile, createdAt, idleExpiresAt, expiresAt }: Session): SessionView {
  return { profile, createdAt, idleExpiresAt, expiresAt };
}

/** The lines of a user. */
export function describeUser(user: UserView): string[] {
  return fields([
    ['uuid', user.uuid],
    ['owner', `${user.owner.name} (${user.owner.uuid})`],
    ['state', user.state],
    ['e-mail', user.email],
    ['username', user.username ?? '-'],
    ['name', [user.name, user.surname].filter((part) => part !== null).join(' ') || '-'],
    ['phone', user.phone ?? '-'],
    ['role', `${user.role.description} (${user.role.id})`],
    ['country', user.country],
    ['password', user.hasPassword ? 'set' : 'none'],
    ['verified', moment(user.verifiedAt)],
    ['disabled', moment(user.disabledAt)],
    ['created', moment(user.createdAt)],
    ['changed', moment(user.updatedAt)],
  ]);
}

function stateOf({ active, disabledAt, verifiedAt }: TokenSubject): UserView['state'] {
  if (active) return 'active';
  return disabledAt === null && verifiedAt === null ? 'unverified' : 'disabled';
}
