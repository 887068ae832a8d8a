import { ApiProperty } from '@nestjs/swagger';
import { type LoginName, MAX_TOKEN_LENGTH } from '@portero/identity';
import type { LoginRequest } from '@auth/http/access/password-login.guard';
import { EmailField, PasswordField, TextField, UuidField } from '@auth/http/input/fields';
import { AUTH100 } from '../auth100.profile';

/** Body of "Log in". */
export class LoginDto implements LoginRequest {
  @EmailField({ example: 'user@user.com' })
  email: string;

  @UuidField({ description: "The owner's uuid.", example: 'bdd339af-b926-4215-94d6-29375773695d' })
  ownerUuid: string;

  @PasswordField({ example: 'Password123' })
  password: string;

  loginName(): LoginName {
    return { ownerUuid: this.ownerUuid, name: this.email, allowUsername: false, dialect: AUTH100 };
  }
}

/** Body of "Refresh". */
export class RefreshDto {
  @TextField({ max: MAX_TOKEN_LENGTH, description: 'The refresh token of the last answer.' })
  refreshToken: string;
}

/** A session's tokens. */
export class TokensDto {
  @ApiProperty({ description: 'HS256 JWT `{id, rol, iat, exp, jti}`, 600 s.' })
  accessToken: string;

  @ApiProperty({ description: 'HS256 JWT `{id, rol, iat, jti}`; it works once.' })
  refreshToken: string;

  @ApiProperty({ type: 'integer', description: 'The id of the user.' })
  id: number;
}

/** A session that has ended. */
export class LoggedOutDto {
  @ApiProperty({ type: String, nullable: true, description: 'Always null.' })
  accessToken: null;

  @ApiProperty({ type: String, nullable: true, description: 'Always null.' })
  refreshToken: null;

  @ApiProperty({ type: 'integer', description: 'The id of the user.' })
  id: number;
}
