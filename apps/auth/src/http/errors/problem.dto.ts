import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The error of one field. */
export class FieldProblemDto {
  @ApiProperty({ description: 'The field, query parameter or header.' })
  field: string;

  @ApiProperty({ description: 'Stable, snake_case.' })
  code: string;

  @ApiProperty({ description: 'For people.' })
  message: string;
}

/** A problem document (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ format: 'uri' })
  type: string;

  @ApiProperty()
  title: string;

  @ApiProperty({ type: 'integer' })
  status: number;

  @ApiProperty()
  detail: string;

  @ApiProperty({ description: 'Stable, snake_case.' })
  code: string;

  @ApiPropertyOptional({ type: [FieldProblemDto] })
  errors?: FieldProblemDto[];
}
