import { defineKeyedQuery, defineQuery } from '@portero/database';
import { PERSONAL_COLUMNS, type PersonalDetails } from '../accounts/personal-details';

/** The columns of a user in a list. */
export type ListedUserRow = PersonalDetails & {
  readonly id: number;
  readonly uuid: string;
  readonly email: string;
  readonly username: string | null;
  readonly roleId: number;
};

/** The columns of a single user. */
export type UserRow = ListedUserRow & {
  readonly countryCode: string;
  readonly active: boolean;
  readonly verifiedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

const LISTED = `u.id, u.uuid, u.email, u.username, ${PERSONAL_COLUMNS}, u.role_id AS "roleId"`;

const ALONE = `${LISTED}, u.country_code AS "countryCode", u.active, u.verified_at AS "verifiedAt",
  u.created_at AS "createdAt", u.updated_at AS "updatedAt"`;

/** The users of an owner whose ids come after one, in the order of their ids. */
export const findUsersAfter = defineQuery<ListedUserRow, readonly [ownerId: number, afterId: number, limit: number]>({
  name: 'find-users-after',
  text: `SELECT ${LISTED} FROM users u WHERE u.owner_id = $1 AND u.id > $2 ORDER BY u.id LIMIT $3`,
});

/** A user by its id; only of the given owner if that is not `null`. */
export const findUserById = defineKeyedQuery<UserRow, readonly ['int', 'int']>({
  name: 'find-user-by-id',
  types: ['int', 'int'],
  text: ([id, owner]) =>
    `SELECT ${ALONE} FROM users u WHERE u.id = ${id} AND (${owner} IS NULL OR u.owner_id = ${owner})`,
});

/** A user by its uuid; only of the given owner if that is not `null`. */
export const findUserByUuid = defineKeyedQuery<UserRow, readonly ['uuid', 'int']>({
  name: 'find-user-by-uuid',
  types: ['uuid', 'int'],
  text: ([uuid, owner]) =>
    `SELECT ${ALONE} FROM users u WHERE u.uuid = ${uuid} AND (${owner} IS NULL OR u.owner_id = ${owner})`,
});
