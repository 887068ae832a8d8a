import { ApiProperty } from '@nestjs/swagger';
import { CLIENT_SCOPES } from '@portero/identity';
import { IsArray, IsDefined } from 'class-validator';
import { BooleanField, TextField, UuidField } from '@auth/http/input/fields';

/** Body of "Create client". */
export class CreateClientDto {
  @TextField({ max: 100, description: 'What the owner calls it.', example: 'Orders service' })
  name: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...CLIENT_SCOPES] },
    minItems: 1,
    description: 'What it may do.',
    example: ['verify'],
  })
  @IsDefined({ message: 'scopes is required', context: { code: 'required' } })
  @IsArray({ message: 'scopes must be a list', context: { code: 'not_a_list' } })
  scopes: unknown[];
}

/** Path of a client. */
export class ClientIdParam {
  @UuidField({ description: "The client's id.", example: '7d6f2f0e-58a4-4f0c-9f0e-2b8f3f1c7a55' })
  clientId: string;
}

/** Body of "Rotate the secret of a client". */
export class RotateClientSecretDto {
  @BooleanField({ optional: true, description: 'True ends the secret in use now, for one that leaked.' })
  atOnce?: boolean | null;
}

/** The id of a client. */
export class ClientIdDto {
  @ApiProperty({ format: 'uuid', description: 'The `client_id` of OAuth.' })
  clientId: string;
}

/** A client and its secret. */
export class ClientSecretDto extends ClientIdDto {
  @ApiProperty({ description: '32 random bytes in base64. It is shown this once.' })
  secret: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...CLIENT_SCOPES] } })
  scopes: string[];
}

/** A client in a list. */
export class ClientDto extends ClientIdDto {
  @ApiProperty()
  name: string;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...CLIENT_SCOPES] } })
  scopes: string[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}
