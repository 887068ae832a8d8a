import type { FastifyRequest } from 'fastify';
import type { FieldProblem } from '@portero/identity';
import { BEARER_CHALLENGE } from '../../http/access/challenges';
import type { Failure, FailureCode } from '../../http/errors/failure';
import { failureHeaders, type WireAnswer } from '../../http/errors/wire-answer';
import { routedPath } from '../../http/requests/request-path';
import { renderJson } from './rest-framework/json-rendering';
import { type Negotiated, negotiate } from './rest-framework/negotiation';
import { unsupportedMediaType } from './rest-framework/request-data';
import { VIEW_HEADERS, viewAt } from './rest-framework/views';

/** Status and sentence of one failure, and the `code` that SimpleJWT's own have. */
interface SimplejwtError {
  readonly status: number;
  readonly detail: string;
  readonly code?: 'token_not_valid';
}

const NO_ACTIVE_ACCOUNT: SimplejwtError = {
  status: 401,
  detail: 'No active account found with the given credentials',
};
const TOKEN_NOT_VALID: SimplejwtError = { status: 401, detail: 'Token is invalid or expired', code: 'token_not_valid' };
const INVALID_INPUT: SimplejwtError = { status: 400, detail: 'Invalid input.' };
const NOT_FOUND: SimplejwtError = { status: 404, detail: 'Not found.' };
const NOT_ACCEPTABLE: SimplejwtError = { status: 406, detail: 'Could not satisfy the request Accept header.' };
const FORBIDDEN: SimplejwtError = { status: 403, detail: 'You do not have permission to perform this action.' };
const UNAVAILABLE: SimplejwtError = { status: 503, detail: 'Service temporarily unavailable, try again later.' };

/**
 * Every failure on this wire, in the sentences of Django REST framework and SimpleJWT where they have one. Who cannot
 * log in gets one answer in both contract modes.
 * The `Record` is total: a new code does not compile until it is answered here.
 */
export const SIMPLEJWT_ERRORS: Readonly<Record<FailureCode, SimplejwtError>> = {
  validation_failed: INVALID_INPUT,
  account_unknown: NO_ACTIVE_ACCOUNT,
  wrong_password: NO_ACTIVE_ACCOUNT,
  invalid_credentials: NO_ACTIVE_ACCOUNT,
  not_verified: NO_ACTIVE_ACCOUNT,
  account_disabled: NO_ACTIVE_ACCOUNT,
  token_invalid: TOKEN_NOT_VALID,
  token_expired: TOKEN_NOT_VALID,
  refresh_token_reused: TOKEN_NOT_VALID,
  not_authenticated: { status: 401, detail: 'Authentication credentials were not provided.' },
  owner_credential_invalid: { status: 401, detail: 'Incorrect authentication credentials.' },
  owner_not_found: NOT_FOUND,
  user_not_found: NOT_FOUND,
  client_not_found: NOT_FOUND,
  webhook_not_found: NOT_FOUND,
  route_not_found: NOT_FOUND,
  owner_email_taken: INVALID_INPUT,
  email_taken: INVALID_INPUT,
  username_taken: INVALID_INPUT,
  external_account_taken: INVALID_INPUT,
  already_verified: INVALID_INPUT,
  code_invalid: INVALID_INPUT,
  code_expired: INVALID_INPUT,
  code_exhausted: INVALID_INPUT,
  signup_closed: FORBIDDEN,
  forbidden: FORBIDDEN,
  malformed_request: { status: 400, detail: 'Malformed request.' },
  method_not_allowed: { status: 405, detail: 'Method not allowed.' },
  request_timeout: { status: 408, detail: 'Request timed out.' },
  payload_too_large: { status: 413, detail: 'Request body is too large.' },
  uri_too_long: { status: 414, detail: 'Request URI is too long.' },
  unsupported_media_type: { status: 415, detail: 'Unsupported media type in request.' },
  rate_limited: { status: 429, detail: 'Request was throttled.' },
  misdirected_request: { status: 421, detail: 'Host is not served here.' },
  expectation_failed: { status: 417, detail: 'Expectation cannot be met.' },
  headers_too_large: { status: 431, detail: 'Request header fields are too large.' },
  internal_error: { status: 500, detail: 'A server error occurred.' },
  busy: UNAVAILABLE,
  unavailable: UNAVAILABLE,
};

/** What the server refuses before the framework would see it, or cannot do: `Accept` changes nothing about that. */
const BEYOND_THE_FRAMEWORK: ReadonlySet<FailureCode> = new Set([
  'payload_too_large',
  'uri_too_long',
  'headers_too_large',
  'misdirected_request',
  'expectation_failed',
  'request_timeout',
  'rate_limited',
  'internal_error',
  'busy',
  'unavailable',
]);

/** What is read of a request that failed. */
type FailedRequest = Pick<FastifyRequest, 'url' | 'method' | 'headers'>;

/** A failure as SimpleJWT's clients get it. */
export function presentSimplejwtFailure(failure: Failure, request: FailedRequest): WireAnswer {
  const view = viewAt(routedPath(request.url));
  const negotiated = view ? negotiate(request) : { indent: null };
  const { status, body } = refusal(failure, negotiated) ?? worded(failure, request);
  const text = renderJson(body, 'indent' in negotiated ? negotiated.indent : null);
  return { status, mediaType: 'application/json', headers: headersOf(failure, status, view !== null), body, text };
}

/** Negotiation comes first in the framework, so that its refusals hide all others. */
function refusal(failure: Failure, negotiated: Negotiated): { status: number; body: unknown } | null {
  if (!('refused' in negotiated) || BEYOND_THE_FRAMEWORK.has(failure.code)) return null;
  const { status, detail } = negotiated.refused === 'unknown_format' ? NOT_FOUND : NOT_ACCEPTABLE;
  return { status, body: { detail } };
}

function worded(failure: Failure, request: FailedRequest): { status: number; body: unknown } {
  const { status, detail, code } = SIMPLEJWT_ERRORS[failure.code];
  if (failure.fields.length > 0) return { status, body: fieldErrors(failure.fields) };
  const sentence = failure.detail ?? sentenceAbout(failure, request) ?? detail;
  return { status, body: code === undefined ? { detail: sentence } : { detail: sentence, code } };
}

function sentenceAbout({ code, retryAfterSeconds }: Failure, { method, headers }: FailedRequest): string | null {
  if (code === 'method_not_allowed') return `Method "${method}" not allowed.`;
  if (code === 'unsupported_media_type') return unsupportedMediaType(headers['content-type']);
  if (code !== 'rate_limited' || retryAfterSeconds === null) return null;
  const unit = retryAfterSeconds === 1 ? 'second' : 'seconds';
  return `Request was throttled. Expected available in ${retryAfterSeconds} ${unit}.`;
}

function fieldErrors(problems: readonly FieldProblem[]): Record<string, string[]> {
  const errors = new Map<string, string[]>();
  for (const { field, message } of problems) errors.set(field, [...(errors.get(field) ?? []), message]);
  return Object.fromEntries(errors);
}

function headersOf(failure: Failure, status: number, ofView: boolean): Record<string, string> {
  return {
    ...failureHeaders(failure),
    ...(ofView ? VIEW_HEADERS : {}),
    ...(status === 401 ? { 'www-authenticate': BEARER_CHALLENGE } : {}),
  };
}
