import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  type ApiHeaderOptions,
  ApiOperation,
  ApiSecurity,
} from '@nestjs/swagger';
import { type FailureCode, failure } from '../http/errors/failure';
import type { WireAnswer } from '../http/errors/wire-answer';
import type { OperationExamples } from './example-pairs';
import { requestExamples } from './named-examples';
import { failureResponses, successResponse } from './operation-responses';

/** A JSON Schema, as OpenAPI 3.1 has it. */
export type Schema = Readonly<Record<string, unknown>>;

/** How a whole dialect is described. */
export interface DialectDocs {
  readonly tag: string;
  readonly examples: ReadonlyMap<string, OperationExamples>;
  readonly headers: readonly ApiHeaderOptions[];
  /** The media types that bodies may have: JSON and forms, unless it says otherwise. */
  readonly mediaTypes?: readonly string[];
  /** The schema of its failures and the class behind it. */
  readonly failureModel: { readonly type: Type; readonly schema: Schema };
  /** Failures that every operation may answer with, and those of operations that take a body. */
  readonly commonFailures: readonly FailureCode[];
  readonly bodyFailures: readonly FailureCode[];
  readonly presentFailure: (code: FailureCode) => WireAnswer;
}

/** How one operation is described. */
export interface OperationDocs {
  readonly summary: string;
  readonly description?: string;
  readonly status: 200 | 201;
  /** `null` for an answer without a body. */
  readonly schema: Schema | null;
  readonly models: readonly Type[];
  readonly body?: Type;
  readonly failures: readonly FailureCode[];
  /** Alternatives: names of schemes, `none`, and `none-when-documented` for what hardened mode wants a credential for. */
  readonly security?: readonly string[];
  readonly responseHeaders?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
}

const FORMS = ['application/json', 'application/x-www-form-urlencoded'];

/** Describes a route with every documented pair as a named example, failures included. */
export function documentOperation(dialect: DialectDocs, id: string, docs: OperationDocs): MethodDecorator {
  const pairs = dialect.examples.get(id)?.pairs ?? [];
  const failures = [...docs.failures, ...dialect.commonFailures, ...(docs.body ? dialect.bodyFailures : [])];
  return applyDecorators(
    ApiOperation({
      operationId: operationIdOf(dialect.tag, id),
      summary: docs.summary,
      tags: [dialect.tag],
      ...(docs.description === undefined ? {} : { description: docs.description }),
    }),
    ApiExtraModels(dialect.failureModel.type, ...docs.models),
    ...dialect.headers.map((header) => ApiHeader(header)),
    ...(docs.security ?? []).map((scheme) => ApiSecurity(scheme)),
    ...(docs.body
      ? [
          ApiConsumes(...(dialect.mediaTypes ?? FORMS)),
          ApiBody({ type: docs.body, required: true, examples: requestExamples(pairs) }),
        ]
      : []),
    successResponse(docs, pairs),
    ...failureResponses(dialect, [...new Set(failures)], pairs),
  );
}

/** The id of an operation, unique over all dialects: the first word of the tag, and then the dialect's own name. */
export function operationIdOf(tag: string, id: string): string {
  const prefix = tag.split(/[^A-Za-z0-9]/u)[0]?.toLowerCase() ?? '';
  return `${prefix}${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

/** A failure to show in the document: one that asks to wait says how long. */
export function exampleFailure(code: FailureCode): ReturnType<typeof failure> {
  const waits = code === 'rate_limited' || code === 'busy' || code === 'unavailable';
  const fields =
    code === 'validation_failed'
      ? [{ field: 'email', code: 'invalid_email', message: 'email must be one e-mail address' }]
      : [];
  return failure(code, { fields, retryAfterSeconds: waits ? 5 : null });
}
