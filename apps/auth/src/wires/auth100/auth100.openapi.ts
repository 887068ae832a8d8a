import { join } from 'node:path';
import { getSchemaPath } from '@nestjs/swagger';
import { FieldProblemDto, ProblemDto } from '../../http/errors/problem.dto';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
} from '../../openapi/document-operation';
import { readExamples } from '../../openapi/example-pairs';
import { presentAuth100Failure } from './auth100.errors';
import { AUTH100_OPERATIONS } from './auth100.operations';

const DOCS: DialectDocs = {
  tag: 'Auth100',
  examples: readExamples(join(__dirname, 'examples')),
  headers: [
    {
      name: 'country-code',
      required: false,
      description: 'Where the request comes from, as ISO 3166-1 alpha-2; an account that is created gets this country.',
      schema: { type: 'string', default: 'AR' },
      example: 'AR',
    },
  ],
  failureModel: { type: ProblemDto, schema: { $ref: getSchemaPath(ProblemDto) } },
  commonFailures: ['validation_failed', 'rate_limited', 'unavailable', 'internal_error'],
  bodyFailures: ['malformed_request', 'payload_too_large', 'unsupported_media_type'],
  presentFailure: (code) => presentAuth100Failure(exampleFailure(code)),
};

/** The ids of the operations. */
export type Auth100OperationId = keyof typeof AUTH100_OPERATIONS;

/** Describes a route as one of the operations. */
export function Auth100Operation(id: Auth100OperationId): MethodDecorator {
  const docs: OperationDocs = AUTH100_OPERATIONS[id];
  return documentOperation(DOCS, id, { ...docs, models: [...docs.models, FieldProblemDto] });
}
