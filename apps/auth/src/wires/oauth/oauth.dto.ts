import { ApiProperty } from '@nestjs/swagger';

/** A failure (RFC 6749, section 5.2). */
export class OauthFailureDto {
  @ApiProperty({ description: 'What went wrong, as the RFCs call it.' })
  error: string;

  @ApiProperty({ description: 'For people who develop clients.' })
  error_description: string;
}

/** A public key (RFC 7517). */
export class JwkDto {
  @ApiProperty({ enum: ['RSA', 'EC', 'OKP'] })
  kty: string;

  @ApiProperty()
  kid: string;

  @ApiProperty({ enum: ['RS256', 'ES256', 'EdDSA'] })
  alg: string;

  @ApiProperty({ enum: ['sig'] })
  use: string;

  @ApiProperty({ required: false, description: 'Modulus of an RSA key.' })
  n?: string;

  @ApiProperty({ required: false, description: 'Exponent of an RSA key.' })
  e?: string;

  @ApiProperty({ required: false, description: 'Curve: `P-256` or `Ed25519`.' })
  crv?: string;

  @ApiProperty({ required: false, description: 'Coordinate of an elliptic curve key.' })
  x?: string;

  @ApiProperty({ required: false, description: 'Coordinate of an elliptic curve key.' })
  y?: string;
}

/** The JWK set. */
export class JwksDto {
  @ApiProperty({ type: [JwkDto] })
  keys: JwkDto[];
}
