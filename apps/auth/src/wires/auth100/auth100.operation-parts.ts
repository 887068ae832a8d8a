import type { Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import type { FailureCode } from '../../http/errors/failure';
import type { Schema } from '../../openapi/document-operation';

export const CODE_FAILURES: readonly FailureCode[] = ['code_invalid', 'code_expired', 'code_exhausted'];
export const CREDENTIALED: readonly FailureCode[] = ['owner_credential_invalid', 'forbidden'];
export const OWNER_SCOPED: readonly FailureCode[] = [...CREDENTIALED, 'owner_not_found'];
export const USER_SCOPED: readonly FailureCode[] = [...CREDENTIALED, 'user_not_found'];
export const CREDENTIAL = ['ownerCredential'];
export const NONE_OR_CREDENTIAL = ['none', 'ownerCredential'];
export const CREDENTIAL_WHEN_HARDENED = ['none-when-documented', 'ownerCredential'];
export const PAGED = {
  Link: { description: 'The next page (RFC 8288), when there is one.', schema: { type: 'string' } },
};

/** An answer of one thing, in the envelope. */
export function result(type: Type): { schema: Schema; models: readonly Type[] } {
  return { schema: envelope({ $ref: getSchemaPath(type) }), models: [type] };
}

/** An answer of a list, in the envelope. */
export function list(type: Type): { schema: Schema; models: readonly Type[] } {
  return { schema: envelope({ type: 'array', items: { $ref: getSchemaPath(type) } }), models: [type] };
}

function envelope(value: Schema): Schema {
  return { type: 'object', required: ['result'], properties: { result: value } };
}
