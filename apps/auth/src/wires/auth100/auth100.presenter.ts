import type { AuditEvent, Client, Owner, Role } from '@portero/database';
import {
  auditRecord,
  type ClientWithSecret,
  type Country,
  type IssuedTokens,
  type ListedUser,
  type ShownUser,
} from '@portero/identity';
import type { LoggedOutDto, TokensDto } from './session/session.dto';
import type { CountryDto, RoleDto } from './catalog/catalog.dto';
import type { ClientDto, ClientSecretDto } from './owners/clients.dto';
import type { AuditEventDto, OwnerAccountDto } from './owners/owner-account.dto';
import type { ListedUserDto, UserDto } from './users/users.dto';

/** The envelope of every success but one. */
export interface Result<T> {
  readonly result: T;
}

/** Wraps a result. */
export function result<T>(value: T): Result<T> {
  return { result: value };
}

/** Tokens as "Verify User" prints them. */
export function presentTokens({ access, refresh, subject }: IssuedTokens): Result<TokensDto> {
  if (refresh === null) throw new Error('Auth100 sessions have refresh tokens');
  return result({ accessToken: access, refreshToken: refresh, id: subject.id });
}

/** The same form after the session has ended. */
export function presentLoggedOut(userId: number): Result<LoggedOutDto> {
  return result({ accessToken: null, refreshToken: null, id: userId });
}

/** A user as "Get list users" prints it. */
export function presentListedUser({ id, email, role }: ListedUser): ListedUserDto {
  return { id, email, rol: { id: role.id, description: role.description } };
}

/** A user as "Get user" prints it, without secret values. */
export function presentUser(user: ShownUser, country: Country): UserDto {
  return {
    createdAt: user.createdAt.toISOString(),
    updateAt: user.updatedAt.toISOString(),
    id: user.id,
    email: user.email,
    emailToVerificate: user.email,
    verificationAt: user.verifiedAt?.toISOString() ?? null,
    password: '********',
    verificationCode: null,
    verificationCodePassword: null,
    active: user.active,
    uuid: user.uuid,
    refreshToken: null,
    rol: presentRole(user.role),
    country: presentCountry(country),
  };
}

/** An owner as "Update owner" answers it. */
export function presentOwner({ uuid, email, name, ...rest }: Owner): OwnerAccountDto {
  const { mailSenderName, mailReplyTo, securityNotices } = rest;
  return { uuid, email, owner: name, mailSenderName, mailReplyTo, securityNotices };
}

/** A client, without its secrets. */
export function presentClient({ id, name, scopes, createdAt }: Client): ClientDto {
  return { clientId: id, name, scopes, createdAt: createdAt.toISOString() };
}

/** A client and its new secret. */
export function presentClientSecret({ client, secret }: ClientWithSecret): ClientSecretDto {
  return { clientId: client.id, secret, name: client.name, scopes: client.scopes };
}

/** An audit event of an owner. */
export function presentAuditEvent(audited: AuditEvent): AuditEventDto {
  return auditRecord(audited);
}

/** A role. */
export function presentRole({ id, description, enable }: Role): RoleDto {
  return { id, description, enable };
}

/** A country. */
export function presentCountry({ id, name, acronym, iso }: Country): CountryDto {
  return { id, name, acronym, iso };
}
