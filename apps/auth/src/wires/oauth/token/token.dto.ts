import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_TOKEN_LENGTH } from '@portero/identity';
import { Transform, type TransformFnParams } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional } from 'class-validator';
import { TextField } from '@auth/http/input/fields';

/** `grant_type` of RFC 8693. */
export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** What may be exchanged and asked for: an access token, which may be called a JWT when it is one. */
export const TOKEN_TYPES: readonly string[] = [ACCESS_TOKEN, JWT];

const MAX_NAME = 200;
const MAX_AUDIENCES = 10;

/** What a form may repeat becomes a list; what it has once, too. */
function asList({ value }: TransformFnParams): unknown {
  return value === undefined || Array.isArray(value) ? (value as unknown) : [value];
}

/** Body of `POST /oauth/token`. Which fields are needed depends on the grant; the rules are in `TokenGrants`. */
export class TokenRequestDto {
  @TextField({ max: MAX_NAME, description: `\`client_credentials\` or \`${EXCHANGE_GRANT}\`.` })
  grant_type: string;

  @TextField({
    max: MAX_TOKEN_LENGTH,
    optional: true,
    description: 'The token to exchange: a live access token of any dialect.',
  })
  subject_token?: string | null;

  @TextField({
    max: MAX_NAME,
    optional: true,
    description: `\`${ACCESS_TOKEN}\`, or \`${JWT}\` for one that is a JWT.`,
  })
  subject_token_type?: string | null;

  @TextField({
    max: MAX_NAME,
    optional: true,
    description: `\`${ACCESS_TOKEN}\` or \`${JWT}\`, which is the same here.`,
  })
  requested_token_type?: string | null;

  @ApiPropertyOptional({
    description: 'For whom the token is to be; the owner’s uuid unless it says otherwise. May be repeated in a form.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  })
  @IsOptional()
  @Transform(asList)
  @IsArray({ message: 'audience must be text' })
  @ArrayMaxSize(MAX_AUDIENCES, { message: 'audience must not be repeated so often' })
  audience?: unknown[] | null;

  @ApiPropertyOptional({
    description: 'The same as a URI (RFC 8707). May be repeated in a form.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  })
  @IsOptional()
  @Transform(asList)
  @IsArray({ message: 'resource must be text' })
  @ArrayMaxSize(MAX_AUDIENCES, { message: 'resource must not be repeated so often' })
  resource?: unknown[] | null;

  @TextField({ max: MAX_NAME, optional: true, allowEmpty: true, description: 'No scope is known here.' })
  scope?: string | null;

  @TextField({ max: MAX_TOKEN_LENGTH, optional: true, description: 'Not supported.' })
  actor_token?: string | null;
}

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
