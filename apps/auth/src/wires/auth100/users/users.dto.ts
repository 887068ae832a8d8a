import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, EmailField, IntegerField, PasswordField, TextField, UuidField } from '@auth/http/input/fields';
import { CountryDto, RoleDto, RoleNameDto } from '../catalog/catalog.dto';

const OWNER_UUID = { description: "The owner's uuid.", example: 'bdd339af-b926-4215-94d6-29375773695d' };
const ROLE = {
  min: 0,
  max: 32_767,
  description: '1 USER, 2 SELLER, 3 BUYER, 4 SEMIADMIN, 5 ADMIN.',
  example: 1,
  optional: true,
};

/** Largest page of users. */
const MAX_LIMIT = 1000;

/** Body of "Create new User". */
export class CreateUserDto {
  @EmailField({ example: 'user@user.com' })
  email: string;

  @UuidField(OWNER_UUID)
  ownerUuid: string;

  @PasswordField({ example: 'Password123' })
  password: string;

  @IntegerField(ROLE)
  rol?: number | null;

  @TextField({ max: 60, optional: true, description: 'An alias, unique at the owner, without @.', example: 'ana' })
  username?: string | null;

  @TextField({ max: 200, optional: true, example: 'Ana' })
  name?: string | null;

  @TextField({ max: 200, optional: true, example: 'Gómez' })
  surname?: string | null;

  @TextField({ max: 40, optional: true, example: '+54 11 5555 0100' })
  phone?: string | null;
}

/** Body of "Update user": what is absent stays; `null` clears. */
export class UpdateUserDto {
  @BooleanField({ optional: true, nullable: false, description: 'False disables the user and ends every session.' })
  active?: boolean | null;

  @IntegerField({ ...ROLE, nullable: false })
  rol?: number | null;

  @TextField({ max: 60, optional: true, example: 'ana' })
  username?: string | null;

  @TextField({ max: 200, optional: true, example: 'Ana' })
  name?: string | null;

  @TextField({ max: 200, optional: true, example: 'Gómez' })
  surname?: string | null;

  @TextField({ max: 40, optional: true, example: '+54 11 5555 0100' })
  phone?: string | null;
}

/** Path of a user, by uuid. */
export class UserUuidParam {
  @UuidField({ description: "The user's uuid.", example: 'a367d66b-c695-43fc-bccd-f7964059d45c' })
  uuid: string;
}

/** Path of a user, by id. An id that is too large for the database belongs to no user. */
export class UserIdParam {
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: "The user's id.", example: 2 })
  id: number;
}

/** Query of the operations with the owner in the query. */
export class OwnerQuery {
  @UuidField(OWNER_UUID)
  owner: string;
}

/** Query of "Get list users". */
export class ListUsersQuery extends OwnerQuery {
  @IntegerField({ min: 1, max: MAX_LIMIT, optional: true, description: 'Users a page.', example: 100 })
  limit?: number | null;

  @TextField({ max: 200, optional: true, description: 'Where the page begins: from the `Link` of the one before.' })
  cursor?: string | null;
}

/** A new user. */
export class CreatedUserDto {
  @ApiProperty({ format: 'uuid' })
  uuid: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null in hardened mode without the owner credential: the code travels by e-mail.',
  })
  verificationCode: string | null;
}

/** A user in a list. */
export class ListedUserDto {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  email: string;

  @ApiProperty({ type: RoleNameDto })
  rol: RoleNameDto;
}

/** A user, whole. */
export class UserDto {
  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', description: 'Spelt as published.' })
  updateAt: string;

  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  email: string;

  @ApiProperty({ description: 'Spelt as published.' })
  emailToVerificate: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  verificationAt: string | null;

  @ApiProperty({ enum: ['********'], description: 'A password hash never leaves the service.' })
  password: '********';

  @ApiProperty({ type: String, nullable: true, description: 'Always null: codes are not readable.' })
  verificationCode: null;

  @ApiProperty({ type: String, nullable: true, description: 'Always null: codes are not readable.' })
  verificationCodePassword: null;

  @ApiProperty()
  active: boolean;

  @ApiProperty({ format: 'uuid' })
  uuid: string;

  @ApiProperty({ type: String, nullable: true, description: 'Always null: refresh tokens are not readable.' })
  refreshToken: null;

  @ApiProperty({ type: RoleDto })
  rol: RoleDto;

  @ApiProperty({ type: CountryDto })
  country: CountryDto;
}
