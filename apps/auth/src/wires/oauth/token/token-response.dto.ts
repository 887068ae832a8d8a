import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TOKEN_TYPES } from './token-types';

/** Answer of `POST /oauth/token` (RFC 6749, section 5.1; RFC 8693, section 2.2.1). */
export class TokenResponseDto {
  @ApiProperty({
    description: 'A JWT of RFC 9068: header `typ: at+jwt`, claims `iss, sub, aud, client_id, iat, exp, jti`.',
  })
  access_token: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type: 'Bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds.' })
  expires_in: number;

  @ApiPropertyOptional({ enum: [...TOKEN_TYPES], description: 'With an exchange: what was issued.' })
  issued_token_type?: string;
}
