import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LoginName } from '@portero/identity';
import type { AuthenticatedRequest } from '../../http/access/access.decorators';
import type { LoginRequest } from '../../http/access/password-login.guard';
import type { BoundOwner } from '@auth/http/owners/bound-owner.service';
import type { PythonValue } from './python/python-values';
import { readTextFields, textAsTyped } from './rest-framework/serializer';
import { SIMPLEJWT } from './simplejwt.profile';

/** Text that white space around is taken off, and of which something must be left. */
const TEXT = { type: String, minLength: 1 } as const;

/** A list of sentences. */
const SENTENCES = { type: String, isArray: true, minItems: 1 } as const;

/** Body of "Get Access and refresh tokens". */
export class SimplejwtLoginDto implements LoginRequest {
  @ApiProperty({ ...TEXT, description: 'User email.', example: 'johndoe@example.com' })
  readonly email: string;

  @ApiProperty({ ...TEXT, format: 'password', description: 'Password in string.', example: 'example1234' })
  readonly password: string;

  /** The original takes the white space around a password off before it compares. */
  readonly otherSpelling: string | undefined;

  /** @param typed the password with the white space around it, as users of other dialects have set it */
  constructor({ email, password }: Pick<SimplejwtLoginDto, 'email' | 'password'>, typed: string) {
    this.email = email;
    this.password = typed;
    this.otherSpelling = password === typed ? undefined : password;
  }

  /** Throws `validation_failed`. */
  static read(body: unknown): SimplejwtLoginDto {
    const data = body as PythonValue | undefined;
    const fields = readTextFields(data, ['email', 'password']);
    return new SimplejwtLoginDto(fields, textAsTyped(data, 'password') ?? fields.password);
  }

  async loginName(request: AuthenticatedRequest, owners: BoundOwner): Promise<LoginName> {
    return {
      ownerUuid: await owners.uuidFor(SIMPLEJWT, request),
      name: this.email,
      allowUsername: false,
      dialect: SIMPLEJWT,
    };
  }
}

/** Body of "Get Access tokens from refresh token". */
export class SimplejwtRefreshDto {
  @ApiProperty({ ...TEXT, description: 'User refresh token.' })
  refresh: string;
}

/** Body of "Validate tokens expiration". */
export class SimplejwtVerifyDto {
  @ApiProperty({ ...TEXT, description: 'User token, of either kind.' })
  token: string;
}

/** The tokens of a log-in. */
export class SimplejwtPairDto {
  @ApiProperty({ description: 'HS256 JWT `{token_type, exp, iat, jti, user_id}`, 1 day.' })
  refresh: string;

  @ApiProperty({ description: 'HS256 JWT `{token_type, exp, iat, jti, user_id}`, 5 minutes.' })
  access: string;
}

/** What a refresh token was exchanged for. */
export class SimplejwtRefreshedDto {
  @ApiProperty({ description: 'A new access token.' })
  access: string;

  @ApiPropertyOptional({ description: 'A new refresh token, where `SIMPLEJWT_ROTATE_REFRESH` is on.' })
  refresh?: string;
}

/** What went wrong. */
export class SimplejwtDetailDto {
  @ApiProperty({ description: 'For people.' })
  detail: string;

  @ApiPropertyOptional({ enum: ['token_not_valid'], description: 'Of tokens that are not valid.' })
  code?: 'token_not_valid';
}

/** What is wrong with the fields, each by its name. */
export class SimplejwtFieldErrorsDto {
  @ApiPropertyOptional(SENTENCES)
  email?: string[];

  @ApiPropertyOptional(SENTENCES)
  password?: string[];

  @ApiPropertyOptional(SENTENCES)
  refresh?: string[];

  @ApiPropertyOptional(SENTENCES)
  token?: string[];

  @ApiPropertyOptional({ ...SENTENCES, description: 'What is wrong with the body as a whole.' })
  non_field_errors?: string[];
}
