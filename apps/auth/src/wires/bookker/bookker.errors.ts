import type { FastifyRequest } from 'fastify';
import type { Failure, FailureCode } from '../../http/errors/failure';
import { failureHeaders, type WireAnswer } from '../../http/errors/wire-answer';
import { pathOf } from '../../http/requests/request-path';

/** Status and message of one failure, with the texts of Spring and Spring Security if they have one. */
interface BookkerError {
  readonly status: keyof typeof REASONS;
  readonly message: string;
}

/** The reason phrases of Spring's `HttpStatus`. */
const REASONS = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  417: 'Expectation Failed',
  421: 'Misdirected Request',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

const BAD_TOKEN: BookkerError = { status: 401, message: 'Invalid token' };
const BAD_CREDENTIALS: BookkerError = { status: 401, message: 'Bad credentials' };
const NOT_FOUND: BookkerError = { status: 404, message: 'User not found' };
const TAKEN: BookkerError = { status: 409, message: 'User already exists' };
const BAD_CODE: BookkerError = { status: 400, message: 'Invalid code' };
const UNAVAILABLE: BookkerError = { status: 503, message: 'Service unavailable, try again later' };

/**
 * Every failure on Bookker's wire; the document prints none. The `Record` is total: a new code does not compile until
 * it is answered here.
 */
export const BOOKKER_ERRORS: Readonly<Record<FailureCode, BookkerError>> = {
  validation_failed: { status: 400, message: 'Validation failed' },
  account_unknown: { status: 401, message: 'User not found' },
  wrong_password: BAD_CREDENTIALS,
  invalid_credentials: BAD_CREDENTIALS,
  not_verified: { status: 401, message: 'User is not verified' },
  account_disabled: { status: 401, message: 'User is disabled' },
  not_authenticated: { status: 401, message: 'Full authentication is required to access this resource' },
  token_invalid: BAD_TOKEN,
  token_expired: { status: 401, message: 'Token has expired' },
  refresh_token_reused: BAD_TOKEN,
  owner_credential_invalid: BAD_CREDENTIALS,
  forbidden: { status: 403, message: 'Access Denied' },
  signup_closed: { status: 403, message: 'Access Denied' },
  owner_not_found: NOT_FOUND,
  user_not_found: NOT_FOUND,
  client_not_found: NOT_FOUND,
  webhook_not_found: NOT_FOUND,
  owner_email_taken: TAKEN,
  email_taken: TAKEN,
  username_taken: TAKEN,
  external_account_taken: TAKEN,
  already_verified: { status: 409, message: 'User is already verified' },
  code_invalid: BAD_CODE,
  code_expired: BAD_CODE,
  code_exhausted: BAD_CODE,
  rate_limited: { status: 429, message: 'Too many requests, try again later' },
  busy: UNAVAILABLE,
  malformed_request: { status: 400, message: 'The request could not be read' },
  route_not_found: { status: 404, message: 'No message available' },
  method_not_allowed: { status: 405, message: 'Request method not supported' },
  request_timeout: { status: 408, message: 'Request timeout' },
  payload_too_large: { status: 413, message: 'Maximum request size exceeded' },
  uri_too_long: { status: 414, message: 'URI too long' },
  unsupported_media_type: { status: 415, message: 'Content type not supported' },
  misdirected_request: { status: 421, message: 'Host not served here' },
  expectation_failed: { status: 417, message: 'Expectation Failed' },
  headers_too_large: { status: 431, message: 'Request header fields too large' },
  unavailable: UNAVAILABLE,
  internal_error: { status: 500, message: 'Unexpected error' },
};

/** A failure as Bookker's clients get it. */
export function presentBookkerFailure(
  failure: Failure,
  { originalUrl }: Pick<FastifyRequest, 'originalUrl'>,
): WireAnswer {
  return bookkerAnswer(failure, originalUrl, new Date());
}

/** The same for a given time. */
export function bookkerAnswer(failure: Failure, url: string, now: Date): WireAnswer {
  const { status, message } = BOOKKER_ERRORS[failure.code];
  const problems = failure.fields.map((field) => field.message).join('; ');
  const body = {
    timestamp: springTimestamp(now),
    status,
    error: REASONS[status],
    message: problems === '' ? message : problems,
    path: pathOf(url),
  };
  return { status, mediaType: 'application/json', headers: failureHeaders(failure), body };
}

/** The format of Jackson for a `java.util.Date` since 2.11: milliseconds, and the offset with a colon. */
function springTimestamp(moment: Date): string {
  return moment.toISOString().replace('Z', '+00:00');
}
