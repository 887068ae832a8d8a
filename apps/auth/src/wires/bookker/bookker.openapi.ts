import { join } from 'node:path';
import type { ApiHeaderOptions } from '@nestjs/swagger';
import { getSchemaPath } from '@nestjs/swagger';
import type { FailureCode } from '../../http/errors/failure';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
} from '../../openapi/document-operation';
import { readExamples } from '../../openapi/example-pairs';
import * as dto from './bookker.dto';
import { bookkerAnswer } from './bookker.errors';

/** Its heading in the document. */
export const BOOKKER_TITLE = 'Bookker B2B';

const EXAMPLES = readExamples(join(__dirname, 'examples'));

/** The time in the failures of the OpenAPI document: the day of the last change of the published document. */
const EXAMPLE_MOMENT = new Date('2021-03-10T12:00:00.000Z');

const BAD_TOKEN: readonly FailureCode[] = ['not_authenticated', 'token_invalid', 'token_expired', 'account_disabled'];

const USER_ACCESS_TOKEN: ApiHeaderOptions = {
  name: 'user-access-token',
  required: false,
  description:
    'The token to refresh, when an application refreshes that of a user: `Authorization` then authenticates the application. Both must be valid and of one owner.',
  schema: { type: 'string' },
};

/** Further parts of an operation. */
interface BookkerDocs extends OperationDocs {
  readonly path: string;
  readonly headers?: readonly ApiHeaderOptions[];
}

/** Every operation of the document. */
const OPERATIONS = {
  login: {
    path: '/api/v1/login',
    summary: 'Autenticación',
    description: 'By alias or e-mail. In hardened mode an unknown user and a wrong password are answered alike.',
    status: 200,
    schema: { $ref: getSchemaPath(dto.BookkerLoggedInDto) },
    models: [dto.BookkerLoggedInDto],
    body: dto.BookkerLoginDto,
    failures: [
      'validation_failed',
      'wrong_password',
      'account_unknown',
      'invalid_credentials',
      'not_verified',
      'account_disabled',
      'busy',
    ],
  },
  refresh: {
    path: '/api/v1/login/refresh',
    summary: 'Refresco Autenticación',
    description: 'Gives another token while the old one lives; the old one stays valid until it expires.',
    status: 200,
    schema: { $ref: getSchemaPath(dto.BookkerTokenDto) },
    models: [dto.BookkerTokenDto],
    headers: [USER_ACCESS_TOKEN],
    failures: [...BAD_TOKEN, 'not_verified'],
    security: ['bookkerToken'],
  },
  users: {
    path: '/api/v1/users',
    summary: 'Usuarios',
    description:
      'The users of the caller’s owner, for the roles of `BOOKKER_ADMIN_ROLES`. Paged: follow the `Link` header with `rel="next"`.',
    status: 200,
    schema: { type: 'array', items: { $ref: getSchemaPath(dto.BookkerListedUserDto) } },
    models: [dto.BookkerListedUserDto],
    failures: ['validation_failed', ...BAD_TOKEN, 'forbidden'],
    security: ['bookkerToken'],
    responseHeaders: {
      Link: { description: 'The next page (RFC 8288), when there is one.', schema: { type: 'string' } },
    },
  },
} as const satisfies Record<string, BookkerDocs>;

/** The ids of the operations. */
export type BookkerOperationId = keyof typeof OPERATIONS;

/** Describes a route as one of the operations. */
export function BookkerOperation(id: BookkerOperationId): MethodDecorator {
  const { path, headers = [], ...docs }: BookkerDocs = OPERATIONS[id];
  return documentOperation(docsFor(path, headers), id, docs);
}

function docsFor(path: string, headers: readonly ApiHeaderOptions[]): DialectDocs {
  return {
    tag: BOOKKER_TITLE,
    examples: EXAMPLES,
    headers,
    failureModel: { type: dto.BookkerFailureDto, schema: { $ref: getSchemaPath(dto.BookkerFailureDto) } },
    commonFailures: ['rate_limited', 'unavailable', 'internal_error'],
    bodyFailures: ['malformed_request', 'payload_too_large', 'unsupported_media_type'],
    presentFailure: (code) => bookkerAnswer(exampleFailure(code), path, EXAMPLE_MOMENT),
  };
}
