import { PROBLEMS } from '@auth/http/errors/problem-details';
import type { Failure, FailureCode } from '@auth/http/errors/failure';
import { failureHeaders, type WireAnswer } from '@auth/http/errors/wire-answer';

/** What each failure is called here; a code that is missing does not compile. */
const WORDS: Readonly<Record<FailureCode, string>> = Object.fromEntries(
  Object.keys(PROBLEMS).map((code) => [code, code.replaceAll('_', ' ')]),
) as Record<FailureCode, string>;

/** A failure in this dialect: `{"no": "…"}`. */
export function presentToyFailure(failure: Failure): WireAnswer {
  const { status } = PROBLEMS[failure.code];
  return { status, mediaType: 'application/json', headers: failureHeaders(failure), body: { no: WORDS[failure.code] } };
}
