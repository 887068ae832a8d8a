import { join } from 'node:path';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
} from '@auth/openapi/document-operation';
import { readExamples } from '@auth/openapi/example-pairs';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { EnterDto } from './toy.dto';
import { presentToyFailure } from './toy.errors';

class NoDto {
  @ApiProperty()
  no: string;
}

class PassDto {
  @ApiProperty()
  pass: string;
}

class WhoDto {
  @ApiProperty()
  who: string;
}

const DOCS: DialectDocs = {
  tag: 'Toy',
  examples: readExamples(join(__dirname, 'examples')),
  headers: [],
  failureModel: { type: NoDto, schema: { $ref: getSchemaPath(NoDto) } },
  commonFailures: ['internal_error', 'unavailable'],
  bodyFailures: ['validation_failed', 'malformed_request', 'payload_too_large', 'unsupported_media_type'],
  presentFailure: (code) => presentToyFailure(exampleFailure(code)),
};

const OPERATIONS = {
  enter: {
    summary: 'Enter',
    status: 200,
    schema: { $ref: getSchemaPath(PassDto) },
    models: [PassDto],
    body: EnterDto,
    failures: ['wrong_password'],
  },
  who: {
    summary: 'Who am I',
    status: 200,
    schema: { $ref: getSchemaPath(WhoDto) },
    models: [WhoDto],
    failures: ['not_authenticated'],
    security: ['toyPass'],
  },
} as const satisfies Record<string, OperationDocs>;

/** Describes a route as one of the operations. */
export function ToyOperation(id: keyof typeof OPERATIONS): MethodDecorator {
  return documentOperation(DOCS, id, OPERATIONS[id]);
}
