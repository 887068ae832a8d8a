import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { FeedFormat } from '@portero/identity';
import { ChoiceField, TextField } from '@auth/http/input/fields';

/** Query of `GET /oauth/revocations`. */
export class RevocationsQueryDto {
  @TextField({
    max: 512,
    optional: true,
    description: 'The `cursor` of the last answer; without it, everything that still matters.',
  })
  since?: string;

  @ChoiceField({
    values: ['jti', 'session'],
    optional: true,
    description: '`jti` lists every ended token by its `jti`, as the first release did. It goes with the next release.',
  })
  format?: FeedFormat;
}

/** One token. */
export class RevocationDto {
  @ApiProperty({ description: 'The `jti` of the token, as it is spelt there.' })
  jti: string;

  @ApiProperty({
    type: 'integer',
    description: 'When the token would have expired: from then on nobody needs to know.',
  })
  exp: number;
}

/** The tokens of one session. */
export class SessionRevocationDto {
  @ApiProperty({
    description: "The `sid` of the tokens; of Koko's and Bookker's, the first 32 hex digits of the `jti`.",
  })
  sid: string;

  @ApiProperty({
    type: 'number',
    description:
      'Seconds since 1970, to the millisecond. Tokens that were issued before have ended: by the time in the last UUID (version 7) of the `jti`, or else by `iat`.',
  })
  before: number;

  @ApiProperty({ type: 'integer', description: 'When the last of these tokens would have expired.' })
  exp: number;
}

/** Answer of `GET /oauth/revocations`, and the data of each event. */
export class RevocationsDto {
  @ApiProperty({ description: 'What to ask with next time.' })
  cursor: string;

  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ $ref: getSchemaPath(SessionRevocationDto) }, { $ref: getSchemaPath(RevocationDto) }] },
    description:
      'At most 1000 in an answer. An entry may come more than once; of two for a session, the later `before` counts.',
  })
  revocations: (SessionRevocationDto | RevocationDto)[];

  @ApiProperty({ description: 'Whether there is more right now.' })
  more: boolean;
}
