import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TextField } from '@auth/http/input/fields';
import { MAX_TOKEN_LENGTH } from '@portero/identity';

/** Body of `POST /oauth/introspect` and `POST /oauth/revoke`. */
export class TokenInQuestionDto {
  @TextField({ max: MAX_TOKEN_LENGTH, description: 'A token of any kind: signed or opaque, access or refresh.' })
  token: string;

  @TextField({ max: 100, optional: true, description: 'Not needed: every kind is looked for.' })
  token_type_hint?: string | null;
}

/** Answer of `POST /oauth/introspect` (RFC 7662, section 2.2). For an inactive token it has no other fields. */
export class IntrospectionDto {
  @ApiProperty()
  active: boolean;

  @ApiPropertyOptional({ enum: ['Bearer'] })
  token_type?: 'Bearer';

  @ApiPropertyOptional({ enum: ['access', 'refresh'], description: 'A refresh token lets nobody in.' })
  token_use?: 'access' | 'refresh';

  @ApiPropertyOptional({ format: 'uuid', description: 'The owner, or the client that got the token.' })
  client_id?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The user; the owner or the client itself for a token of `client_credentials`.',
  })
  sub?: string;

  @ApiPropertyOptional({
    description: 'The e-mail of the user once it is verified; before, the username, if there is one.',
  })
  username?: string;

  @ApiPropertyOptional({ description: 'Whether the user confirmed the e-mail.' })
  email_verified?: boolean;

  @ApiPropertyOptional()
  iss?: string;

  @ApiPropertyOptional({
    description: 'As in the token, where it has one.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  })
  aud?: string | readonly string[];

  @ApiPropertyOptional({ type: 'integer' })
  iat?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'When it ends unless it is ended or renewed before.' })
  exp?: number;

  @ApiPropertyOptional({ description: 'As in the token; an opaque one has an id too, though it does not show.' })
  jti?: string;

  @ApiPropertyOptional({
    description: 'The session, as the feed of revocations names it. A token of `client_credentials` has none.',
  })
  sid?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The owner.' })
  owner?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'Names, such as `BUYER`. A token of `client_credentials` has none.',
  })
  roles?: string[];

  @ApiPropertyOptional({ description: 'Where the user logged in.' })
  dialect?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'The id that some dialects know the user by.' })
  user_id?: number;
}
