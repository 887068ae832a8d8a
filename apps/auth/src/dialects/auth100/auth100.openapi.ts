import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import { FieldProblemDto, ProblemDto } from '../../http/errors/problem.dto';
import type { FailureCode } from '../../http/errors/failure';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
  type Schema,
} from '../../openapi/document-operation';
import { readExamples } from '../../openapi/example-pairs';
import { presentAuth100Failure } from './auth100.errors';
import { CountryDto, RoleDto } from './catalog/catalog.dto';
import * as owners from './owners/owners.dto';
import * as session from './session/session.dto';
import * as users from './users/users.dto';

const DOCS: DialectDocs = {
  tag: 'Auth100',
  examples: readExamples(join(__dirname, 'examples')),
  headers: [
    {
      name: 'country-code',
      required: false,
      description: 'ISO 3166-1 alpha-2.',
      schema: { type: 'string', default: 'AR' },
      example: 'AR',
    },
  ],
  failureModel: { type: ProblemDto, schema: { $ref: getSchemaPath(ProblemDto) } },
  commonFailures: ['validation_failed', 'rate_limited', 'unavailable', 'internal_error'],
  bodyFailures: ['malformed_request', 'payload_too_large', 'unsupported_media_type'],
  presentFailure: (code) => presentAuth100Failure(exampleFailure(code)),
};

const CODE_FAILURES: readonly FailureCode[] = ['code_invalid', 'code_expired', 'code_exhausted'];
const OWNER_SCOPED: readonly FailureCode[] = ['owner_credential_invalid', 'owner_not_found'];
const USER_SCOPED: readonly FailureCode[] = ['owner_credential_invalid', 'user_not_found'];
const CREDENTIAL = ['ownerCredential'];
const NONE_OR_CREDENTIAL = ['none', 'ownerCredential'];

/** Every operation of the document, and our additions to it. */
const OPERATIONS = {
  createOwner: {
    summary: 'Create new Owner',
    status: 201,
    ...result(owners.CreatedOwnerDto),
    body: owners.CreateOwnerDto,
    failures: ['owner_email_taken', 'signup_closed', 'busy'],
  },
  verifyOwner: {
    summary: 'Verify Owner',
    status: 200,
    ...result(owners.IdDto),
    body: owners.VerificationCodeDto,
    failures: ['owner_not_found', 'already_verified', ...CODE_FAILURES],
  },
  resendOwnerCode: {
    summary: 'Resend Owner verification code',
    description: 'The one success without the `result` envelope, as published.',
    status: 200,
    ...plain(owners.VerificationCodeSentDto),
    failures: ['owner_not_found', 'already_verified', 'owner_credential_invalid'],
    security: NONE_OR_CREDENTIAL,
  },
  requestOwnerPasswordCode: {
    summary: 'Request change password (owner)',
    status: 200,
    ...result(owners.PasswordCodeSentDto),
    body: owners.RequestChangePasswordDto,
    failures: ['account_unknown', ...OWNER_SCOPED],
    security: NONE_OR_CREDENTIAL,
  },
  changeOwnerPassword: {
    summary: 'Change password (owner)',
    status: 200,
    ...result(owners.SuccessfulDto),
    body: owners.ChangePasswordDto,
    failures: ['account_unknown', 'busy', ...CODE_FAILURES],
  },
  rotateOwnerSecret: {
    summary: 'Rotate secret',
    description: 'Our addition. The old secret works for 24 hours more.',
    status: 200,
    ...result(owners.SecretDto),
    body: owners.RotateSecretDto,
    failures: ['account_unknown', 'wrong_password', 'invalid_credentials', 'not_verified', 'busy'],
  },
  createUser: {
    summary: 'Create new User',
    status: 201,
    ...result(users.CreatedUserDto),
    body: users.CreateUserDto,
    failures: ['email_taken', 'username_taken', 'busy', ...OWNER_SCOPED],
    security: NONE_OR_CREDENTIAL,
  },
  verifyUser: {
    summary: 'Verify User',
    status: 200,
    ...result(session.TokensDto),
    body: owners.VerificationCodeDto,
    failures: ['user_not_found', 'already_verified', 'account_disabled', ...CODE_FAILURES],
  },
  resendUserCode: {
    summary: 'Resend Verification Code User',
    status: 200,
    ...result(owners.VerificationCodeSentDto),
    failures: ['already_verified', 'account_disabled', ...USER_SCOPED],
    security: NONE_OR_CREDENTIAL,
  },
  requestUserPasswordCode: {
    summary: 'Request change password (user)',
    status: 200,
    ...result(owners.PasswordCodeSentDto),
    body: owners.RequestChangePasswordDto,
    failures: ['account_unknown', ...OWNER_SCOPED],
    security: NONE_OR_CREDENTIAL,
  },
  checkUserPasswordCode: {
    summary: 'Request change password verify',
    status: 200,
    ...result(owners.SuccessfulDto),
    body: owners.CheckPasswordCodeDto,
    failures: ['account_unknown', ...CODE_FAILURES],
  },
  changeUserPassword: {
    summary: 'Change Password (user)',
    status: 200,
    ...result(owners.SuccessfulDto),
    body: owners.ChangePasswordDto,
    failures: ['account_unknown', 'busy', ...CODE_FAILURES],
  },
  listUsers: {
    summary: 'Get list users',
    description: 'Paged: follow the `Link` header with `rel="next"`.',
    status: 200,
    ...list(users.ListedUserDto),
    failures: OWNER_SCOPED,
    security: NONE_OR_CREDENTIAL,
    responseHeaders: {
      Link: { description: 'The next page (RFC 8288), when there is one.', schema: { type: 'string' } },
    },
  },
  getUserById: {
    summary: 'Get user by id',
    status: 200,
    ...result(users.UserDto),
    failures: [...USER_SCOPED, 'owner_not_found'],
    security: NONE_OR_CREDENTIAL,
  },
  getUserByUuid: {
    summary: 'Get user by uuid',
    status: 200,
    ...result(users.UserDto),
    failures: USER_SCOPED,
    security: NONE_OR_CREDENTIAL,
  },
  deleteUserById: {
    summary: 'Delete user by id',
    description: 'Printed as GET by mistake.',
    status: 200,
    ...result(owners.IdDto),
    failures: [...USER_SCOPED, 'owner_not_found'],
    security: NONE_OR_CREDENTIAL,
  },
  deleteUserByUuid: {
    summary: 'Delete user by uuid',
    status: 200,
    ...result(owners.IdDto),
    failures: USER_SCOPED,
    security: NONE_OR_CREDENTIAL,
  },
  updateUser: {
    summary: 'Update user',
    description: 'Our addition. Absent fields stay, `null` clears.',
    status: 200,
    ...result(users.UserDto),
    body: users.UpdateUserDto,
    failures: ['username_taken', ...USER_SCOPED],
    security: CREDENTIAL,
  },
  endUserSessions: {
    summary: 'End every session of a user',
    description: 'Our addition.',
    status: 200,
    ...result(owners.IdDto),
    failures: USER_SCOPED,
    security: CREDENTIAL,
  },
  login: {
    summary: 'Log in',
    description: 'Our addition: the document prints none.',
    status: 200,
    ...result(session.TokensDto),
    body: session.LoginDto,
    failures: ['wrong_password', 'account_unknown', 'invalid_credentials', 'not_verified', 'account_disabled', 'busy'],
  },
  refresh: {
    summary: 'Refresh',
    description:
      'Our addition. Each refresh token works once; one that comes back more than 10 s later ends the session.',
    status: 200,
    ...result(session.TokensDto),
    body: session.RefreshDto,
    failures: ['token_invalid', 'token_expired', 'refresh_token_reused', 'account_disabled', 'not_verified'],
  },
  logout: {
    summary: 'Log out',
    description: 'Our addition. Ends the session of the access token.',
    status: 200,
    ...result(session.LoggedOutDto),
    failures: ['not_authenticated', 'token_invalid', 'token_expired', 'account_disabled'],
    security: ['auth100Token'],
  },
  listRoles: { summary: 'List roles', description: 'Our addition.', status: 200, ...list(RoleDto), failures: [] },
  listCountries: {
    summary: 'List countries',
    description: 'Our addition.',
    status: 200,
    ...list(CountryDto),
    failures: [],
  },
} as const satisfies Record<string, OperationDocs>;

/** The ids of the operations. */
export type Auth100OperationId = keyof typeof OPERATIONS;

/** Describes a route as one of the operations. */
export function Auth100Operation(id: Auth100OperationId): MethodDecorator {
  const docs: OperationDocs = OPERATIONS[id];
  return documentOperation(DOCS, id, { ...docs, models: [...docs.models, FieldProblemDto] });
}

function plain(type: Type): { schema: Schema; models: readonly Type[] } {
  return { schema: { $ref: getSchemaPath(type) }, models: [type] };
}

function result(type: Type): { schema: Schema; models: readonly Type[] } {
  return { schema: envelope({ $ref: getSchemaPath(type) }), models: [type] };
}

function list(type: Type): { schema: Schema; models: readonly Type[] } {
  return { schema: envelope({ type: 'array', items: { $ref: getSchemaPath(type) } }), models: [type] };
}

function envelope(value: Schema): Schema {
  return { type: 'object', required: ['result'], properties: { result: value } };
}
