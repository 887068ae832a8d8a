import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LoginName } from '@portero/identity';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsDefined, IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import type { AuthenticatedRequest } from '../../http/access/access.decorators';
import type { LoginRequest } from '../../http/access/password-login.guard';
import { EmailField, PasswordField, TextField } from '../../http/input/fields';
import type { BoundOwner } from '@auth/http/owners/bound-owner.service';
import { SHOOP } from './shoop.profile';

const EMAIL = { description: 'Valid email address.', example: 'shcode@example.com' };
const FB_TOKEN = { max: 4096, description: 'Facebook Access Token from Facebook Connect.' };
const MAX_LOCATION = 32_767;
const WHOLE_NUMBER = /^[0-9]{1,5}$/u;
const DECIMAL = /^[+-]?\d{1,3}(?:\.\d{1,20})?$/u;

/** The optional device of a request. */
export class ShoopDeviceDto {
  @TextField({ max: 1024, optional: true, description: 'Google Cloud Message ID. For notification.' })
  @Matches(/^[\x21-\x7e]*$/u)
  gcm_id?: string;
}

/** Parameters of "Get Key" with a password. */
export class ShoopPasswordLoginDto extends ShoopDeviceDto implements LoginRequest {
  @EmailField(EMAIL)
  email: string;

  @PasswordField({ description: 'User password.', example: 'rahasia' })
  password: string;

  async loginName(request: AuthenticatedRequest, owners: BoundOwner): Promise<LoginName> {
    return { ownerUuid: await owners.uuidFor(SHOOP, request), name: this.email, allowUsername: false, dialect: SHOOP };
  }
}

/** Parameters of "Get Key" with Facebook. */
export class ShoopFacebookLoginDto extends ShoopDeviceDto {
  @TextField(FB_TOKEN)
  fb_token: string;

  @TextField({ max: 32, description: 'Facebook UID from Facebook Connect. Used for checking existing user.' })
  @Matches(/^\d+$/u)
  fb_uid: string;
}

/** Both ways to "Get Key" in one, for the OpenAPI document. */
export class ShoopLoginDto {
  @ApiPropertyOptional({ format: 'email', description: 'Required with `password`. Valid email address.' })
  email?: string;

  @ApiPropertyOptional({ format: 'password', description: 'Required with `email`. User password.' })
  password?: string;

  @ApiPropertyOptional({ description: 'Required with `fb_uid`. Facebook token from Facebook Connect.' })
  fb_token?: string;

  @ApiPropertyOptional({
    pattern: '^[0-9]+$',
    description: 'Required with `fb_token`. Facebook UID from Facebook Connect. Used for checking existing user.',
  })
  fb_uid?: string;

  @ApiPropertyOptional({ maxLength: 1024, description: 'Google Cloud Message ID. For notification.' })
  gcm_id?: string;
}

/** Parameters of "Register" in the documented order, because errors name the first missing one. */
export class ShoopRegisterDto extends ShoopDeviceDto {
  @EmailField(EMAIL)
  email: string;

  @PasswordField({ description: 'User password.', example: 'rahasia' })
  password: string;

  @TextField({ max: 200, description: 'User name.', example: 'shcode' })
  name: string;

  @LocationIdField()
  id_location: number;

  @TextField({ max: 40, optional: true, description: 'User phone.', example: '082232856363' })
  phone?: string;

  @DegreesField('Location user by Longitude.', 180)
  longitude?: number;

  @DegreesField('Location user by Latitude.', 90)
  latitude?: number;

  @TextField({ max: 500, optional: true, description: 'Path for user avatar.' })
  avatar?: string;

  @TextField({ ...FB_TOKEN, optional: true })
  fb_token?: string;

  @ApiPropertyOptional({ deprecated: true, description: 'Ignored.' })
  show_phone?: string;

  @ApiPropertyOptional({ deprecated: true, description: 'Ignored.' })
  address?: string;
}

/** Parameters of "Forgot Password". */
export class ShoopForgotPasswordDto {
  @EmailField(EMAIL)
  email: string;
}

/** The id of a location: a number, or in JSON its digits too, because the published sample is a form. */
function LocationIdField(): PropertyDecorator {
  const toNumber = ({ value }: TransformFnParams): unknown =>
    typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
  return applyDecorators(
    ApiProperty({
      oneOf: [
        { type: 'integer', minimum: 1, maximum: MAX_LOCATION },
        { type: 'string', pattern: WHOLE_NUMBER.source },
      ],
      description: 'Location ID, you can get it from Location.',
      example: 7,
    }),
    Transform(toNumber),
    IsDefined({ context: { code: 'required' } }),
    IsInt(),
    Min(1),
    Max(MAX_LOCATION),
  );
}

/** Degrees, WGS 84: a number or its digits, also in JSON, as in the PHP service. */
function DegreesField(description: string, limit: number): PropertyDecorator {
  const toNumber = ({ value }: TransformFnParams): unknown =>
    typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return applyDecorators(
    ApiPropertyOptional({
      oneOf: [
        { type: 'number', minimum: -limit, maximum: limit },
        { type: 'string', pattern: DECIMAL.source },
        { type: 'null' },
      ],
      description,
    }),
    IsOptional(),
    Transform(toNumber),
    IsNumber(),
    Min(-limit),
    Max(limit),
  );
}

/** A key. */
export class ShoopKeyDto {
  @ApiProperty({ type: 'integer', enum: [1] })
  status: 1;

  @ApiProperty({ pattern: '^[0-9a-f]{40}$', description: 'For the `key` or `X-API-KEY` header, or as Bearer token.' })
  key: string;
}

/** Something was done. */
export class ShoopMessageDto {
  @ApiProperty({ type: 'integer', enum: [1] })
  status: 1;

  @ApiProperty()
  message: string;
}

/** A location for users. */
export class ShoopLocationDto {
  @ApiProperty({ type: 'integer', description: 'For `id_location`.' })
  id: number;

  @ApiProperty()
  name: string;

  @ApiProperty()
  province: string;
}

/** All of them. */
export class ShoopLocationsDto {
  @ApiProperty({ type: 'integer', enum: [1] })
  status: 1;

  @ApiProperty({ type: [ShoopLocationDto] })
  locations: ShoopLocationDto[];
}

/** The user that a key belongs to. */
export class ShoopUserDto {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  email: string;

  @ApiProperty({ description: 'Whether the mailed link was followed.' })
  email_verified: boolean;

  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  @ApiProperty({ type: String, nullable: true })
  phone: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  id_location: number | null;

  @ApiProperty({ type: Number, nullable: true })
  longitude: number | null;

  @ApiProperty({ type: Number, nullable: true })
  latitude: number | null;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;
}

/** The profile detail. */
export class ShoopProfileDto {
  @ApiProperty({ type: 'integer', enum: [1] })
  status: 1;

  @ApiProperty({ type: ShoopUserDto })
  user: ShoopUserDto;
}

/** The envelope of every failure. */
export class ShoopFailureDto {
  @ApiProperty({ type: 'integer', enum: [0] })
  status: 0;

  @ApiProperty({ description: 'A sentence for whoever uses the app.' })
  error: string;
}
