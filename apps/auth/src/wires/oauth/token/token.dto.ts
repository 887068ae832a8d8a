import { ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_TOKEN_LENGTH } from '@portero/identity';
import { Transform, type TransformFnParams } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional } from 'class-validator';
import { TextField } from '@auth/http/input/fields';
import { GRANTS } from './grants';
import { ACCESS_TOKEN, JWT } from './token-types';

const MAX_NAME = 200;
const MAX_AUDIENCES = 10;
const GRANT_NAMES = [...GRANTS.keys()].map((name) => `\`${name}\``).join(' or ');

/** Converts a form field that may be repeated into a list, also if it occurs once. */
function asList({ value }: TransformFnParams): unknown {
  return value === undefined || Array.isArray(value) ? (value as unknown) : [value];
}

/** Body of `POST /oauth/token`. Which fields are needed depends on the grant; each grant checks its own. */
export class TokenRequestDto {
  @TextField({ max: MAX_NAME, description: `${GRANT_NAMES}.` })
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
