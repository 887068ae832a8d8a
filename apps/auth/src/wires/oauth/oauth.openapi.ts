import { join } from 'node:path';
import { applyDecorators } from '@nestjs/common';
import { ApiQuery, type ApiQueryOptions, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FailureCode } from '../../http/errors/failure';
import { problemAnswer } from '../../http/errors/problem-details';
import { ProblemDto } from '../../http/errors/problem.dto';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
} from '../../openapi/document-operation';
import { readExamples } from '../../openapi/example-pairs';
import { IntrospectionDto, TokenInQuestionDto } from './inspection/inspection.dto';
import { JwksDto, OauthFailureDto } from './oauth.dto';
import { presentOauthFailure } from './oauth.errors';
import { RevocationDto, RevocationsDto, SessionRevocationDto } from './revocations/revocations.dto';
import { TokenRequestDto } from './token/token.dto';
import { TokenResponseDto } from './token/token-response.dto';

/** Its heading in the document. */
export const OAUTH_TITLE = 'OAuth for back ends';

const CLIENT: Pick<OperationDocs, 'security'> = { security: ['ownerCredential'] };
const BAD_CLIENT: readonly FailureCode[] = ['owner_credential_invalid', 'forbidden'];

const REQUIREMENTS: readonly ApiQueryOptions[] = [
  query('role', 'Names or ids of roles, one of which is needed. Repeat it, or separate them by commas.'),
  query('owner', 'Uuids of owners, one of whose users is needed.'),
  query('dialect', 'Dialects, by one of which the user must have logged in.'),
  query('verified', '`true`: the e-mail of the user must be verified.'),
];

/** What else there is to say of an operation. */
interface OauthDocs extends OperationDocs {
  readonly queries?: readonly ApiQueryOptions[];
  readonly words: 'oauth' | 'problem';
  readonly tagged?: boolean;
}

/** Every operation. */
const OPERATIONS = {
  jwks: {
    words: 'problem',
    tagged: true,
    summary: 'Public keys',
    description:
      'The keys that verify what is signed with a public algorithm: those that sign, those that soon will, and those whose tokens may be alive. With an ETag.',
    status: 200,
    schema: { $ref: getSchemaPath(JwksDto) },
    models: [JwksDto],
    failures: [],
  },
  metadata: {
    words: 'problem',
    tagged: true,
    summary: 'Authorization server metadata',
    description: 'Where everything is (RFC 8414).',
    status: 200,
    schema: { type: 'object', required: ['issuer', 'jwks_uri'], additionalProperties: true },
    models: [],
    failures: [],
  },
  token: {
    words: 'oauth',
    summary: 'Standard token',
    description:
      'A token for the owner itself (`client_credentials`), or for a user in exchange for a live token of any dialect. It ends with the session that it was got in, and never lives longer than the token that was exchanged.',
    status: 200,
    schema: { $ref: getSchemaPath(TokenResponseDto) },
    models: [TokenResponseDto],
    body: TokenRequestDto,
    failures: ['validation_failed', ...BAD_CLIENT],
    ...CLIENT,
  },
  introspect: {
    words: 'oauth',
    summary: 'Introspection',
    description:
      'Whether a token of any kind is active at this moment, and whose it is. Tokens of other owners are not active.',
    status: 200,
    schema: { $ref: getSchemaPath(IntrospectionDto) },
    models: [IntrospectionDto],
    body: TokenInQuestionDto,
    failures: ['validation_failed', ...BAD_CLIENT],
    ...CLIENT,
  },
  revoke: {
    words: 'oauth',
    summary: 'Revocation',
    description:
      'Ends a token. One of a dialect ends with its whole session, as by a log-out; a standard one ends alone. An unknown token is no error.',
    status: 200,
    schema: null,
    models: [],
    body: TokenInQuestionDto,
    failures: ['validation_failed', ...BAD_CLIENT],
    ...CLIENT,
  },
  revocations: {
    words: 'oauth',
    tagged: true,
    queries: [
      query('since', 'The `cursor` of the last answer; without it, everything that still matters.'),
      query('format', '`jti` for an entry a token, as in the first release; it goes with the next one.'),
    ],
    summary: 'What was revoked',
    description:
      'The access tokens of the owner that ended before their time: those of a session by one entry, others one by one. With `Accept: text/event-stream` the same objects come as server-sent events called `revocations`, as they happen; `Last-Event-ID` goes on where it broke off.',
    status: 200,
    schema: { $ref: getSchemaPath(RevocationsDto) },
    models: [RevocationsDto, RevocationDto, SessionRevocationDto],
    failures: ['validation_failed', ...BAD_CLIENT],
    ...CLIENT,
  },
  forwardAuth: {
    words: 'problem',
    queries: REQUIREMENTS,
    summary: 'Forward-auth',
    description:
      'Whether a proxy may pass a request on. Takes one live access token of any dialect, as Bearer or in `key` or `X-API-KEY`. A query that it does not understand is refused.',
    status: 200,
    schema: null,
    models: [],
    failures: ['not_authenticated', 'token_invalid', 'forbidden'],
    security: ['anyToken', 'anyKey'],
    responseHeaders: {
      'X-Auth-User': header('The uuid of the user.'),
      'X-Auth-Owner': header('The uuid of its owner.'),
      'X-Auth-Roles': header('The names of its roles, separated by commas.'),
      'X-Auth-Dialect': header('The dialect by which it logged in.'),
      'X-Auth-Email-Verified': header('`true` or `false`: whether the user confirmed the e-mail.'),
    },
  },
} as const satisfies Record<string, OauthDocs>;

const EXAMPLES = readExamples(join(__dirname, 'examples'));

/** Describes a route as one of the operations. */
export function OauthOperation(id: keyof typeof OPERATIONS): MethodDecorator {
  const { words, queries = [], tagged = false, ...docs }: OauthDocs = OPERATIONS[id];
  return applyDecorators(
    documentOperation(docsOf(words), id, docs),
    ...queries.map((each) => ApiQuery(each)),
    ...(tagged ? [ApiResponse({ status: 304, description: 'Nothing changed since the ETag.' })] : []),
  );
}

function docsOf(words: 'oauth' | 'problem'): DialectDocs {
  const type = words === 'oauth' ? OauthFailureDto : ProblemDto;
  const present = words === 'oauth' ? presentOauthFailure : problemAnswer;
  return {
    tag: OAUTH_TITLE,
    examples: EXAMPLES,
    headers: [],
    mediaTypes: ['application/x-www-form-urlencoded', 'application/json'],
    failureModel: { type, schema: { $ref: getSchemaPath(type) } },
    commonFailures: ['rate_limited', 'unavailable', 'internal_error'],
    bodyFailures: ['malformed_request', 'payload_too_large', 'unsupported_media_type'],
    presentFailure: (code) =>
      present({ ...exampleFailure(code), missingScope: code === 'forbidden' ? 'verify' : null }),
  };
}

function query(name: string, description: string): ApiQueryOptions {
  return { name, required: false, description, schema: { type: 'string' } };
}

function header(description: string) {
  return { description, schema: { type: 'string' } };
}
