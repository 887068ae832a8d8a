import { join } from 'node:path';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FailureCode } from '../../http/errors/failure';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
  type Schema,
} from '../../openapi/document-operation';
import { readExamples } from '../../openapi/example-pairs';
import { PARSED_MEDIA_TYPES } from './rest-framework/request-data';
import { OBTAIN_PATH } from './rest-framework/views';
import {
  SimplejwtDetailDto,
  SimplejwtFieldErrorsDto,
  SimplejwtLoginDto,
  SimplejwtPairDto,
  SimplejwtRefreshDto,
  SimplejwtRefreshedDto,
  SimplejwtVerifyDto,
} from './simplejwt.dto';
import { presentSimplejwtFailure } from './simplejwt.errors';

/** Its heading in the document. */
export const SIMPLEJWT_TITLE = 'SimpleJWT';

const DETAIL: Schema = { $ref: getSchemaPath(SimplejwtDetailDto) };
const FAILURE: Schema = { anyOf: [DETAIL, { $ref: getSchemaPath(SimplejwtFieldErrorsDto) }] };

const DOCS: DialectDocs = {
  tag: SIMPLEJWT_TITLE,
  examples: readExamples(join(__dirname, 'examples')),
  headers: [],
  failureModel: { type: SimplejwtDetailDto, schema: FAILURE },
  commonFailures: ['rate_limited', 'unavailable', 'internal_error'],
  bodyFailures: ['validation_failed', 'malformed_request', 'payload_too_large', 'unsupported_media_type'],
  mediaTypes: PARSED_MEDIA_TYPES,
  presentFailure: (code) =>
    presentSimplejwtFailure(exampleFailure(code), {
      url: OBTAIN_PATH,
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    }),
};

const TOKEN_FAILURES: readonly FailureCode[] = ['token_invalid'];

/** Every operation of the document. */
const OPERATIONS = {
  obtain: {
    summary: 'Get Access and refresh tokens (log in)',
    description: 'The e-mail is case-insensitive. Whoever cannot log in gets one answer, whatever the reason.',
    status: 200,
    schema: { $ref: getSchemaPath(SimplejwtPairDto) },
    models: [SimplejwtPairDto, SimplejwtFieldErrorsDto],
    body: SimplejwtLoginDto,
    failures: ['invalid_credentials', 'busy'],
  },
  refresh: {
    summary: 'Get Access tokens from refresh token',
    description: 'The refresh token goes on working, unless they rotate.',
    status: 200,
    schema: { $ref: getSchemaPath(SimplejwtRefreshedDto) },
    models: [SimplejwtRefreshedDto, SimplejwtFieldErrorsDto],
    body: SimplejwtRefreshDto,
    failures: TOKEN_FAILURES,
  },
  verify: {
    summary: 'Validate tokens expiration',
    description: 'Takes tokens of either kind. A token whose session, user or password is gone is not valid.',
    status: 200,
    schema: { type: 'array', maxItems: 0, items: { type: 'string' } },
    models: [SimplejwtFieldErrorsDto],
    body: SimplejwtVerifyDto,
    failures: TOKEN_FAILURES,
  },
} as const satisfies Record<string, OperationDocs>;

/** The ids of the operations. */
export type SimplejwtOperationId = keyof typeof OPERATIONS;

/** Describes a route as one of the operations. */
export function SimplejwtOperation(id: SimplejwtOperationId): MethodDecorator {
  return applyDecorators(
    documentOperation(DOCS, id, OPERATIONS[id]),
    negotiationFailure(404, 'unknown_format', 'Not found.'),
    negotiationFailure(406, 'not_acceptable', 'Could not satisfy the request Accept header.'),
  );
}

/** What `?format=` and `Accept` may be refused with. */
function negotiationFailure(status: 404 | 406, name: string, detail: string): MethodDecorator {
  const examples = { [name]: { summary: name, value: { detail } } };
  return ApiResponse({ status, description: name, content: { 'application/json': { schema: DETAIL, examples } } });
}
