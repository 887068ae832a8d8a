import { ApiProperty } from '@nestjs/swagger';
import { invalidField, type LoginName, MAX_TOKEN_LENGTH } from '@portero/identity';
import { MinLength } from 'class-validator';
import type { BoundOwner } from '@auth/http/owners/bound-owner.service';
import type { AuthenticatedRequest } from '../../http/access/access.decorators';
import type { LoginRequest } from '../../http/access/password-login.guard';
import { PasswordField, TextField } from '../../http/input/fields';
import { KOKO } from './koko.profile';

/** A malformed address is treated as an unknown account. Longer input is rejected first. */
const MAX_EMAIL = 4096;

/** Body of "Inicio de sesión". */
export class KokoLoginDto implements LoginRequest {
  // Laravel trims every field except passwords, and treats an empty field as missing.
  @TextField({ max: MAX_EMAIL, trim: true, description: 'Correo del usuario.', example: 'example@testmail.com' })
  email: string;

  @PasswordField({ description: 'Contraseña del usuario.', example: '123Qwe1' })
  @MinLength(1)
  password: string;

  async loginName(request: AuthenticatedRequest, owners: BoundOwner): Promise<LoginName> {
    return { ownerUuid: await owners.uuidFor(KOKO, request), name: this.email, allowUsername: false, dialect: KOKO };
  }
}

/** Body of "Actualiza token de sesión". One of the two names is required; if both are sent, the correct one is used. */
export class KokoRefreshDto {
  @TextField({ max: MAX_TOKEN_LENGTH, optional: true, description: 'El refresh token de la última respuesta.' })
  refresh_token?: string | null;

  @TextField({
    max: MAX_TOKEN_LENGTH,
    optional: true,
    description: 'The same, as the table of the document misprints it.',
  })
  refresk_token?: string | null;

  /** Throws `validation_failed` when neither was sent. */
  token(): string {
    const token = this.refresh_token ?? this.refresk_token;
    if (typeof token === 'string') return token;
    throw invalidField('refresh_token', 'required', 'refresh_token is required');
  }
}

/** `data` of a session that began or was refreshed. */
export class KokoTokensDto {
  @ApiProperty({ enum: ['Bearer'] })
  token_type: 'Bearer';

  @ApiProperty({
    type: 'integer',
    description: 'Seconds: one calendar year unless `KOKO_ACCESS_LIFETIME` says otherwise.',
  })
  expires_in: number;

  @ApiProperty({ description: 'RS256 JWT `{aud, jti, iat, nbf, exp, sub, scopes}`.' })
  access_token: string;

  @ApiProperty({ description: 'Works once, together with its access token.' })
  refresh_token: string;

  @ApiProperty({ type: 'integer', description: 'The id of the role.' })
  user_type: number;
}

/** The envelope of every failure. */
export class KokoFailureDto {
  @ApiProperty({ type: 'integer', enum: [0] })
  success: 0;

  @ApiProperty({ description: 'En español, para la persona que usa la aplicación.' })
  message: string;

  @ApiProperty({ type: 'null' })
  data: null;
}
