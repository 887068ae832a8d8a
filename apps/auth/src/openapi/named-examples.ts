import type { ExamplePair, ExampleResponse } from './example-pairs';

/** A named example (OpenAPI 3.1, section 4.8.19). */
export interface NamedExample {
  readonly summary: string;
  readonly value: unknown;
  /** The media type that it belongs to; it decides the place in the finished document and is then removed. */
  readonly 'x-media-type'?: string;
}

/** Examples by their names. */
export type NamedExamples = Record<string, NamedExample>;

/** The request bodies that are valid by their schema, whatever the answer is. */
export function requestExamples(pairs: readonly ExamplePair[]): NamedExamples {
  const withBody = pairs.filter(({ request }) => request.body !== undefined && request.malformed !== true);
  return Object.fromEntries(
    withBody.map(({ name, summary, request: { body, mediaType } }) => [
      name,
      { summary: sentence(summary), value: body, ...(mediaType === undefined ? {} : { 'x-media-type': mediaType }) },
    ]),
  );
}

/** The response bodies of a status; those of hardened mode have separate names. */
export function responseExamples(pairs: readonly ExamplePair[], status: number): NamedExamples {
  return Object.fromEntries(
    answersWith(pairs, status).map(({ name, summary, body }) => [name, { summary: sentence(summary), value: body }]),
  );
}

/** The names of the headers of answers with a status, in lower case. */
export function responseHeaderNames(pairs: readonly ExamplePair[], status: number): string[] {
  return [...new Set(answersWith(pairs, status).flatMap(({ headers = {} }) => Object.keys(headers)))];
}

/** Begins a text with a capital letter, as headings and options of Swagger UI do. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function answersWith(pairs: readonly ExamplePair[], status: number): (NamedAnswer & ExampleResponse)[] {
  const answers = pairs.flatMap(({ name, summary, response, hardened }) => [
    { name, summary, ...response },
    ...(hardened ? [{ name: `${name}-hardened`, summary: `${summary} (in hardened mode)`, ...hardened.response }] : []),
  ]);
  return answers.filter((answer) => answer.status === status);
}

interface NamedAnswer {
  readonly name: string;
  readonly summary: string;
}
