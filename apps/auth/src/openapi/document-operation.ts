import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiHeader, ApiOperation, ApiSecurity } from '@nestjs/swagger';
import { type FailureCode, failure } from '../http/errors/failure';
import { requestExamples } from './named-examples';
import type { DialectDocs, OperationDocs } from './operation-docs';
import { failureResponses, successResponse } from './operation-responses';

export type { DialectDocs, OperationDocs, Schema } from './operation-docs';

/** The headers of every limit. */
const SAMPLE_LIMIT = { name: 'requests', most: 600, seconds: 60, left: 0, secondsLeft: 5 };

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

/** A failure for the document. One that asks the client to wait has a time. */
export function exampleFailure(code: FailureCode): ReturnType<typeof failure> {
  const waits = code === 'rate_limited' || code === 'busy' || code === 'unavailable';
  const fields =
    code === 'validation_failed'
      ? [{ field: 'email', code: 'invalid_email', message: 'email must be one e-mail address' }]
      : [];
  return failure(code, {
    fields,
    retryAfterSeconds: waits ? 5 : null,
    limit: code === 'rate_limited' ? SAMPLE_LIMIT : null,
  });
}
