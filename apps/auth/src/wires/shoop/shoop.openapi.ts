import { join } from 'node:path';
import { applyDecorators, type Type } from '@nestjs/common';
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
import { responseExamples } from '../../openapi/named-examples';
import * as dto from './shoop.dto';
import { presentShoopFailure, SHOOP_ERRORS } from './shoop.errors';

/** Its heading in the document. */
export const SHOOP_TITLE = 'Shoop';

const EXAMPLES = readExamples(join(__dirname, 'examples'));
const FAILURE: Schema = { $ref: getSchemaPath(dto.ShoopFailureDto) };

/** The status for a missing parameter, which differs from that for a wrong one. */
const MISSING_PARAMETER = 403;

const DOCS: DialectDocs = {
  tag: SHOOP_TITLE,
  examples: EXAMPLES,
  headers: [],
  mediaTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  failureModel: { type: dto.ShoopFailureDto, schema: FAILURE },
  commonFailures: ['rate_limited', 'unavailable', 'internal_error'],
  bodyFailures: ['validation_failed', 'malformed_request', 'payload_too_large', 'unsupported_media_type'],
  presentFailure: (code) => presentShoopFailure(exampleFailure(code)),
};

const LIVE_KEY = ['shoopKey', 'shoopApiKey', 'shoopBearer'];
const KEY_FAILURES: readonly FailureCode[] = [
  'not_authenticated',
  'token_invalid',
  'token_expired',
  'account_disabled',
];

/** Every operation of the document, and our additions to it. */
const OPERATIONS = {
  login: {
    summary: 'Get Key',
    description:
      'With `email` and `password`, or with `fb_token` and `fb_uid`. Several keys may be alive at once. In hardened mode an unknown e-mail is answered like a wrong password.',
    status: 200,
    ...answers(dto.ShoopKeyDto),
    body: dto.ShoopLoginDto,
    failures: ['wrong_password', 'account_unknown', 'not_verified', 'account_disabled', 'forbidden', 'busy'],
  },
  register: {
    summary: 'Register',
    description: 'The account is active at once; a mailed link confirms its e-mail address.',
    status: 200,
    ...answers(dto.ShoopKeyDto),
    body: dto.ShoopRegisterDto,
    failures: ['email_taken', 'external_account_taken', 'signup_closed', 'invalid_credentials', 'busy'],
  },
  forgotPassword: {
    summary: 'Forgot Password',
    description:
      'Mails the profile detail and a link to the page where a new password is set. In hardened mode an unknown e-mail gets the same answer, and no mail.',
    status: 200,
    ...answers(dto.ShoopMessageDto),
    body: dto.ShoopForgotPasswordDto,
    failures: ['account_unknown'],
  },
  logout: {
    summary: 'End a key',
    description: 'Our addition. Other keys of the user stay alive.',
    status: 200,
    ...answers(dto.ShoopMessageDto),
    failures: [...KEY_FAILURES, 'malformed_request', 'unsupported_media_type', 'payload_too_large'],
    security: LIVE_KEY,
  },
  locations: {
    summary: 'Location',
    description: 'Our addition: the list that the document refers to and does not print.',
    status: 200,
    ...answers(dto.ShoopLocationsDto),
    failures: [],
  },
  profile: {
    summary: 'Profile',
    description: 'Our addition: whose a key is.',
    status: 200,
    ...answers(dto.ShoopProfileDto),
    failures: KEY_FAILURES,
    security: LIVE_KEY,
  },
} as const satisfies Record<string, OperationDocs>;

/** The ids of the operations. */
export type ShoopOperationId = keyof typeof OPERATIONS;

/** Describes a route as one of the operations. */
export function ShoopOperation(id: ShoopOperationId): MethodDecorator {
  const docs: OperationDocs = OPERATIONS[id];
  const isDescribed = docs.failures.some((code) => SHOOP_ERRORS[code].status === MISSING_PARAMETER);
  const described = documentOperation(DOCS, id, docs);
  return docs.body && !isDescribed ? applyDecorators(described, missingParameter(id)) : described;
}

function missingParameter(id: ShoopOperationId): MethodDecorator {
  const examples = responseExamples(EXAMPLES.get(id)?.pairs ?? [], MISSING_PARAMETER);
  const content = { 'application/json': { schema: FAILURE, examples } };
  return ApiResponse({ status: MISSING_PARAMETER, description: 'A parameter is missing', content });
}

function answers(type: Type): { schema: Schema; models: readonly Type[] } {
  return { schema: { $ref: getSchemaPath(type) }, models: [type] };
}
