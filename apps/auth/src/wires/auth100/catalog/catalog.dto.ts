import { ApiProperty } from '@nestjs/swagger';

/** A role by its name. */
export class RoleNameDto {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  description: string;
}

/** A role, whole. */
export class RoleDto extends RoleNameDto {
  @ApiProperty()
  enable: boolean;
}

/** A country. */
export class CountryDto {
  @ApiProperty({ type: 'integer', description: 'Its place in the English alphabetical list of ISO 3166.' })
  id: number;

  @ApiProperty()
  name: string;

  @ApiProperty({ description: 'ISO 3166-1 alpha-2.' })
  acronym: string;

  @ApiProperty({ description: 'The calling code.' })
  iso: string;
}
