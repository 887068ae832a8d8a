import { join } from 'node:path';
import { getSchemaPath } from '@nestjs/swagger';
import type { FailureCode } from '../../http/errors/failure';
import {
  type DialectDocs,
  documentOperation,
  exampleFailure,
  type OperationDocs,
  type Schema,
} from '../../openapi/document-operation';
import { readExamples } from '../../openapi/example-pairs';
import { KokoFailureDto, KokoLoginDto, KokoRefreshDto, KokoTokensDto } from './koko.dto';
import { presentKokoFailure } from './koko.errors';

/** Its heading in the document. */
export const KOKO_TITLE = 'Koko Delivery';

const EXAMPLES = readExamples(join(__dirname, 'examples'));

const NOT_LOGGED_IN: readonly FailureCode[] = ['not_authenticated', 'token_invalid', 'token_expired'];
const TOKENS = { schema: envelope({ $ref: getSchemaPath(KokoTokensDto) }), models: [KokoTokensDto] };

/** Every operation of the document. */
const OPERATIONS = {
  login: {
    path: '/api/login',
    summary: 'Inicio de sesión',
    description: 'In hardened mode an unknown e-mail and a wrong password are answered alike.',
    status: 200,
    ...TOKENS,
    body: KokoLoginDto,
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
  logout: {
    path: '/api/oauth/logout',
    summary: 'Cerrar sesión',
    description: 'Ends the access token and its refresh token at once.',
    status: 200,
    schema: envelope({ type: 'null' }),
    models: [],
    failures: [
      ...NOT_LOGGED_IN,
      'account_disabled',
      'malformed_request',
      'unsupported_media_type',
      'payload_too_large',
    ],
    security: ['kokoToken'],
  },
  refresh: {
    path: '/api/token',
    summary: 'Actualiza token de sesión',
    description:
      'Without a trailing slash. Takes the access token, expired or not, and the refresh token that came with it; both are dead afterwards.',
    status: 200,
    ...TOKENS,
    body: KokoRefreshDto,
    failures: ['validation_failed', ...NOT_LOGGED_IN, 'refresh_token_reused', 'not_verified', 'account_disabled'],
    security: ['kokoToken'],
  },
} as const satisfies Record<string, OperationDocs & { readonly path: string }>;

/** The ids of the operations. */
export type KokoOperationId = keyof typeof OPERATIONS;

/** Describes a route as one of the operations. */
export function KokoOperation(id: KokoOperationId): MethodDecorator {
  const { path, ...docs }: OperationDocs & { readonly path: string } = OPERATIONS[id];
  return documentOperation(docsFor(path), id, docs);
}

function docsFor(url: string): DialectDocs {
  return {
    tag: KOKO_TITLE,
    examples: EXAMPLES,
    headers: [],
    failureModel: { type: KokoFailureDto, schema: { $ref: getSchemaPath(KokoFailureDto) } },
    commonFailures: ['rate_limited', 'unavailable', 'internal_error'],
    bodyFailures: ['malformed_request', 'payload_too_large', 'unsupported_media_type'],
    presentFailure: (code) => presentKokoFailure(exampleFailure(code), { url }),
  };
}

function envelope(data: Schema): Schema {
  return {
    type: 'object',
    required: ['success', 'message', 'data'],
    properties: { success: { type: 'integer', enum: [1] }, message: { type: 'string' }, data },
  };
}
