import { Owner, Role, User } from '@portero/database';
import { PERSONAL_DETAILS, type PersonalDetails } from '../accounts/personal-details';
import type { TokenSubject } from './token-profile';

/** The columns of a table that are read, by the names that the entity gives them. */
type Columns<Entity> = Readonly<Record<keyof Entity & string, string>>;

/** Columns that only registration, import and log-in read. */
type Unread =
  | ('owner' | 'role' | 'renewalLink' | 'foreignHash' | 'sessionsEndedAt' | 'importId')
  | ('claimedEmailKey' | 'selfRegistered' | 'unverifiedUntil');

const DETAILS = Object.fromEntries(PERSONAL_DETAILS.map((detail) => [detail, detail])) as Columns<PersonalDetails>;

const USER: Columns<Omit<User, Unread>> = {
  id: 'id',
  uuid: 'uuid',
  ownerId: 'owner_id',
  externalId: 'external_id',
  email: 'email',
  emailKey: 'email_key',
  username: 'username',
  usernameKey: 'username_key',
  passwordHash: 'password_hash',
  ...DETAILS,
  roleId: 'role_id',
  countryCode: 'country_code',
  active: 'active',
  verifiedAt: 'verified_at',
  disabledAt: 'disabled_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

const OWNER: Columns<Omit<Owner, 'passwordHash'>> = {
  id: 'id',
  uuid: 'uuid',
  email: 'email',
  emailKey: 'email_key',
  name: 'name',
  countryCode: 'country_code',
  mailSenderName: 'mail_sender_name',
  mailReplyTo: 'mail_reply_to',
  securityNotices: 'security_notices',
  verifiedAt: 'verified_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

const ROLE: Columns<Role> = { id: 'id', uuid: 'uuid', description: 'description', enable: 'enable' };

/** The columns to select for a subject, from the tables `users u`, `owners o` and `roles r`. */
export const SUBJECT_COLUMNS = [columns('u', USER), columns('o', OWNER), columns('r', ROLE)].join(', ');

/** A row with {@link SUBJECT_COLUMNS} and other columns. */
export type SubjectRow = Readonly<Record<string, unknown>>;

/** The subject in a row. @param row with a user: `u_id` is not null */
export function subjectOf(row: SubjectRow): TokenSubject {
  const owner = Object.assign(new Owner(), pick(row, 'o', OWNER));
  const role = Object.assign(new Role(), pick(row, 'r', ROLE));
  return Object.assign(new User(), pick(row, 'u', USER), { owner, role });
}

function columns(table: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names)
    .map(([property, column]) => `${table}.${column} AS "${table}_${property}"`)
    .join(', ');
}

function pick(row: SubjectRow, table: string, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const property in names) picked[property] = row[`${table}_${property}`];
  return picked;
}
