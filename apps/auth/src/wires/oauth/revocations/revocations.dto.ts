import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@auth/http/input/fields';

/** Query of `GET /oauth/revocations`. */
export class RevocationsQueryDto {
  @TextField({
    max: 512,
    optional: true,
    description: 'The `cursor` of the last answer; without it, everything that still matters.',
  })
  since?: string;
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

/** Answer of `GET /oauth/revocations`, and the data of each event. */
export class RevocationsDto {
  @ApiProperty({ description: 'What to ask with next time.' })
  cursor: string;

  @ApiProperty({ type: [RevocationDto], description: 'At most 1000 in an answer. A token may be told more than once.' })
  revocations: RevocationDto[];

  @ApiProperty({ description: 'Whether there is more right now.' })
  more: boolean;
}
