import { ApiProperty } from '@nestjs/swagger';
import type { LoginName } from '@portero/identity';
import type { AuthenticatedRequest } from '../../http/access/access.decorators';
import type { LoginRequest } from '../../http/access/password-login.guard';
import { IntegerField, PasswordField, TextField } from '../../http/input/fields';
import type { BoundOwner } from '@auth/http/owners/bound-owner.service';
import { BOOKKER } from './bookker.profile';

/** A malformed name is treated as an unknown account. Longer input is rejected first. */
const MAX_NAME = 4096;

/** Largest page of users. */
const MAX_LIMIT = 1000;

/** Body of "Autenticación". */
export class BookkerLoginDto implements LoginRequest {
  @TextField({ max: MAX_NAME, description: 'El alias o el email del usuario.', example: 'AitorGC' })
  username: string;

  @PasswordField({ description: 'La contraseña del usuario.', example: '123Qwe1' })
  password: string;

  async loginName(request: AuthenticatedRequest, owners: BoundOwner): Promise<LoginName> {
    return {
      ownerUuid: await owners.uuidFor(BOOKKER, request),
      name: this.username,
      allowUsername: true,
      dialect: BOOKKER,
    };
  }
}

/** Query of the list of users. */
export class BookkerUsersQuery {
  @IntegerField({ min: 1, max: MAX_LIMIT, optional: true, description: 'Users a page.', example: 100 })
  limit?: number | null;

  @TextField({ max: 200, optional: true, description: 'Where the page begins: from the `Link` of the one before.' })
  cursor?: string | null;
}

/** A renewed token. */
export class BookkerTokenDto {
  @ApiProperty({
    description: 'HS512 JWT `{iss, aud, sub, exp, rol, jti}` under the header `{"type":"JWT","alg":"HS512"}`.',
  })
  token: string;
}

/** "La información básica del usuario". */
export class BookkerUserDto {
  @ApiProperty({ description: 'The uuid without dashes, as `sub` has it.', pattern: '^[0-9a-f]{32}$' })
  id: string;

  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  @ApiProperty({ type: String, nullable: true })
  surname: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the user may log in with instead of the e-mail.' })
  alias: string | null;

  @ApiProperty()
  email: string;

  @ApiProperty({ type: String, nullable: true })
  phone: string | null;
}

/** The role of a user. */
export class BookkerRoleDto {
  @ApiProperty({ format: 'uuid', description: 'As `rol` of the token has it.' })
  id: string;

  @ApiProperty({ example: 'USER' })
  name: string;
}

/** A session that began. */
export class BookkerLoggedInDto extends BookkerTokenDto {
  @ApiProperty({ type: BookkerUserDto })
  user: BookkerUserDto;

  @ApiProperty({ type: BookkerRoleDto })
  role: BookkerRoleDto;
}

/** A user in the list. */
export class BookkerListedUserDto extends BookkerUserDto {
  @ApiProperty({ type: BookkerRoleDto })
  role: BookkerRoleDto;
}

/** Spring Boot's error body. */
export class BookkerFailureDto {
  @ApiProperty({ format: 'date-time' })
  timestamp: string;

  @ApiProperty({ type: 'integer' })
  status: number;

  @ApiProperty({ description: 'The reason phrase of the status.' })
  error: string;

  @ApiProperty()
  message: string;

  @ApiProperty({ description: 'The path of the request, without its query.' })
  path: string;
}
