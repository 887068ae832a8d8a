import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  type ApiHeaderOptions,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
} from '@nestjs/swagger';
import { type FailureCode, failure } from '../http/errors/failure';
import type { WireAnswer } from '../http/errors/wire-answer';
import type { ExamplePair, OperationExamples } from './example-pairs';

/** A JSON Schema, as OpenAPI 3.1 has it. */
export type Schema = Readonly<Record<string, unknown>>;

/** How a whole dialect is described. */
export interface DialectDocs {
  readonly tag: string;
  readonly examples: ReadonlyMap<string, OperationExamples>;
  readonly headers: readonly ApiHeaderOptions[];
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
  readonly schema: Schema;
  readonly models: readonly Type[];
  readonly body?: Type;
  readonly failures: readonly FailureCode[];
  /** Alternatives; an empty object among them means that none is needed. */
  readonly security?: readonly string[];
  readonly responseHeaders?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
}

/** The media types that bodies may have. */
const FORMS = ['application/json', 'application/x-www-form-urlencoded'];

/** A named example, as OpenAPI has it. */
interface NamedExample {
  readonly summary: string;
  readonly value: unknown;
}

type Examples = Record<string, NamedExample>;

/** Describes a route with every documented pair as a named example, failures included. */
export function documentOperation(dialect: DialectDocs, id: string, docs: OperationDocs): MethodDecorator {
  const pairs = dialect.examples.get(id)?.pairs ?? [];
  const failures = [...docs.failures, ...dialect.commonFailures, ...(docs.body ? dialect.bodyFailures : [])];
  return applyDecorators(
    ApiOperation({
      operationId: id,
      summary: docs.summary,
      tags: [dialect.tag],
      ...(docs.description === undefined ? {} : { description: docs.description }),
    }),
    ApiExtraModels(dialect.failureModel.type, ...docs.models),
    ...dialect.headers.map((header) => ApiHeader(header)),
    ...(docs.security ?? []).map((scheme) => ApiSecurity(scheme)),
    ...(docs.body
      ? [ApiConsumes(...FORMS), ApiBody({ type: docs.body, required: true, examples: requestExamples(pairs) })]
      : []),
    successResponse(docs, pairs),
    ...failureResponses(dialect, [...new Set(failures)], pairs),
  );
}

function requestExamples(pairs: readonly ExamplePair[]): Examples {
  const withBody = pairs.filter(({ request }) => request.body !== undefined);
  return Object.fromEntries(withBody.map(({ name, summary, request }) => [name, { summary, value: request.body }]));
}

function responseExamples(pairs: readonly ExamplePair[], status: number): Examples {
  const matching = pairs.filter(({ response }) => response.status === status);
  return Object.fromEntries(matching.map(({ name, summary, response }) => [name, { summary, value: response.body }]));
}

function successResponse(
  { status, schema, summary, responseHeaders }: OperationDocs,
  pairs: readonly ExamplePair[],
): MethodDecorator {
  const content = { 'application/json': { schema, examples: responseExamples(pairs, status) } };
  return ApiResponse({
    status,
    description: summary,
    content,
    ...(responseHeaders ? { headers: responseHeaders } : {}),
  });
}

function failureResponses(
  dialect: DialectDocs,
  codes: readonly FailureCode[],
  pairs: readonly ExamplePair[],
): MethodDecorator[] {
  const byStatus = new Map<number, { answer: WireAnswer; examples: Examples; summaries: string[] }>();
  for (const code of codes) {
    const answer = dialect.presentFailure(code);
    const entry = byStatus.get(answer.status) ?? {
      answer,
      examples: responseExamples(pairs, answer.status),
      summaries: [],
    };
    entry.examples[code] ??= { summary: code, value: answer.body };
    entry.summaries.push(code);
    byStatus.set(answer.status, entry);
  }
  return [...byStatus.values()].map(({ answer, examples, summaries }) =>
    ApiResponse({
      status: answer.status,
      description: summaries.join(', '),
      content: { [answer.mediaType]: { schema: dialect.failureModel.schema, examples } },
      ...(answer.headers['retry-after'] === undefined
        ? {}
        : {
            headers: {
              'Retry-After': { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^[0-9]+$' } },
            },
          }),
    }),
  );
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
