import { ApiResponse } from '@nestjs/swagger';
import type { FailureCode } from '../http/errors/failure';
import type { WireAnswer } from '../http/errors/wire-answer';
import type { DialectDocs, OperationDocs, Schema } from './operation-docs';
import type { ExamplePair } from './example-pairs';
import { type NamedExamples, responseExamples, responseHeaderNames, sentence } from './named-examples';

/** How a header is described. */
interface HeaderDocs {
  readonly description: string;
  readonly schema: Schema;
}

/** Headers of some answers, besides those of every answer. */
const HEADERS: Readonly<Record<string, readonly [name: string, HeaderDocs]>> = {
  allow: ['Allow', { description: 'The methods that this URL answers.', schema: { type: 'string' } }],
  link: ['Link', { description: 'The next page (RFC 8288), when there is one.', schema: { type: 'string' } }],
  'retry-after': ['Retry-After', { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^[0-9]+$' } }],
  ratelimit: [
    'RateLimit',
    {
      description: 'What is left of the limit: its name, `r`, and `t` seconds until it is whole.',
      schema: { type: 'string' },
    },
  ],
  'ratelimit-policy': [
    'RateLimit-Policy',
    { description: 'The limit that refused: its name, `q` in `w` seconds.', schema: { type: 'string' } },
  ],
  'www-authenticate': [
    'WWW-Authenticate',
    { description: 'What would be accepted (RFC 9110, section 11.6.1).', schema: { type: 'string' } },
  ],
};

/** Describes the success of an operation. */
export function successResponse(
  { status, schema, summary, responseHeaders = {} }: OperationDocs,
  pairs: readonly ExamplePair[],
): MethodDecorator {
  const headers = { ...headerDocs(responseHeaderNames(pairs, status)), ...responseHeaders };
  if (schema === null) return ApiResponse({ status, description: summary, headers });
  const content = { 'application/json': { schema, examples: responseExamples(pairs, status) } };
  return ApiResponse({ status, description: summary, content, headers });
}

/** Describes the failures of an operation by status: those in the examples, and generated ones for the others. */
export function failureResponses(
  { presentFailure, failureModel }: DialectDocs,
  codes: readonly FailureCode[],
  pairs: readonly ExamplePair[],
): MethodDecorator[] {
  const byStatus = new Map<number, { answer: WireAnswer; codes: FailureCode[] }>();
  for (const code of codes) {
    const answer = presentFailure(code);
    const entry = byStatus.get(answer.status) ?? { answer, codes: [] };
    entry.codes.push(code);
    byStatus.set(answer.status, entry);
  }
  return [...byStatus].map(([status, { answer, codes: ofStatus }]) => {
    const examples = responseExamples(pairs, status);
    for (const code of ofStatus) addUnlessShown(examples, code, presentFailure(code));
    const headers = headerDocs([...responseHeaderNames(pairs, status), ...Object.keys(answer.headers)]);
    const content = { [answer.mediaType]: { schema: failureModel.schema, examples } };
    return ApiResponse({ status, description: inWords(ofStatus.join(', ')), content, headers });
  });
}

/** A generated field is left out if there are real examples. */
function addUnlessShown(examples: NamedExamples, code: FailureCode, { body }: WireAnswer): void {
  const shown = Object.values(examples);
  const isShown = shown.some(({ value }) => JSON.stringify(value) === JSON.stringify(body));
  if (isShown || (code === 'validation_failed' && shown.length > 0)) return;
  examples[code] ??= { summary: inWords(code), value: body };
}

function headerDocs(names: readonly string[]): Record<string, HeaderDocs> {
  const known = names.flatMap((name) => {
    const docs = HEADERS[name];
    return docs ? [docs] : [];
  });
  return Object.fromEntries(known);
}

/** Codes in words. */
function inWords(codes: string): string {
  return sentence(codes.replaceAll('_', ' '));
}
