import type { Failure, FailureCode } from './failure';
import { failureHeaders, type WireAnswer } from './wire-answer';

/** Status and wording of one failure. */
export interface ProblemEntry {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** The default answer of every failure. */
export const PROBLEMS: Readonly<Record<FailureCode, ProblemEntry>> = {
  validation_failed: {
    status: 400,
    title: 'Validation failed',
    detail: 'One or more fields are missing or wrong; see errors.',
  },
  owner_not_found: { status: 404, title: 'Owner not found', detail: 'There is no such owner.' },
  user_not_found: { status: 404, title: 'User not found', detail: 'There is no such user.' },
  client_not_found: { status: 404, title: 'Client not found', detail: 'There is no such client.' },
  webhook_not_found: { status: 404, title: 'Webhook not found', detail: 'There is no such webhook.' },
  owner_email_taken: {
    status: 409,
    title: 'E-mail already registered',
    detail: 'An owner with this e-mail exists already.',
  },
  email_taken: { status: 409, title: 'E-mail already registered', detail: 'A user with this e-mail exists already.' },
  username_taken: { status: 409, title: 'Username already taken', detail: 'A user with this username exists already.' },
  external_account_taken: {
    status: 409,
    title: 'External account already linked',
    detail: 'The account of the other provider is linked to a user already.',
  },
  signup_closed: {
    status: 403,
    title: 'Sign-up is closed',
    detail: 'Owners are created by the operator of this service.',
  },
  already_verified: { status: 409, title: 'Already verified', detail: 'The account is verified already.' },
  not_verified: { status: 403, title: 'Not verified', detail: 'The account must be verified first.' },
  account_disabled: { status: 403, title: 'Account disabled', detail: 'The account is disabled.' },
  account_unknown: { status: 404, title: 'Account not found', detail: 'There is no account with this e-mail.' },
  wrong_password: { status: 401, title: 'Wrong password', detail: 'The password is wrong.' },
  invalid_credentials: { status: 401, title: 'Invalid credentials', detail: 'The account or the password is wrong.' },
  owner_credential_invalid: {
    status: 401,
    title: 'Invalid owner credential',
    detail: 'The owner credential is missing or wrong.',
  },
  code_invalid: {
    status: 400,
    title: 'Invalid code',
    detail: 'The code is wrong, was used already, or was replaced by a newer one.',
  },
  code_expired: { status: 400, title: 'Code expired', detail: 'The code has expired; ask for a new one.' },
  code_exhausted: {
    status: 400,
    title: 'Code no longer valid',
    detail: 'The code was tried too often; ask for a new one.',
  },
  token_invalid: { status: 401, title: 'Invalid token', detail: 'The token is malformed, forged, or no longer valid.' },
  token_expired: { status: 401, title: 'Token expired', detail: 'The token has expired.' },
  refresh_token_reused: {
    status: 401,
    title: 'Refresh token already used',
    detail: 'The refresh token was exchanged already.',
  },
  forbidden: { status: 403, title: 'Forbidden', detail: 'The caller may not do this.' },
  rate_limited: { status: 429, title: 'Too many requests', detail: 'Too many tries; come back later.' },
  busy: { status: 503, title: 'Service busy', detail: 'The service is busy; come back shortly.' },
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    detail: 'The request could not be read: check its JSON, form fields and URL encoding.',
  },
  not_authenticated: { status: 401, title: 'Not authenticated', detail: 'A credential is needed.' },
  route_not_found: { status: 404, title: 'Not found', detail: 'There is nothing at this URL.' },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'This URL does not answer that method; see Allow.',
  },
  request_timeout: { status: 408, title: 'Request timeout', detail: 'The request took too long to arrive.' },
  payload_too_large: {
    status: 413,
    title: 'Payload too large',
    detail: 'The body is larger than this service accepts.',
  },
  uri_too_long: { status: 414, title: 'URI too long', detail: 'The URL is longer than this service accepts.' },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: 'Send application/json or application/x-www-form-urlencoded.',
  },
  misdirected_request: {
    status: 421,
    title: 'Misdirected request',
    detail: 'This service does not answer to that host; the operator may add it to ALLOWED_HOSTS.',
  },
  expectation_failed: {
    status: 417,
    title: 'Expectation failed',
    detail: 'The only expectation that this service meets is 100-continue.',
  },
  headers_too_large: {
    status: 431,
    title: 'Request header fields too large',
    detail: 'The headers are larger than this service accepts.',
  },
  unavailable: {
    status: 503,
    title: 'Service unavailable',
    detail: 'The service cannot answer right now; come back shortly.',
  },
  internal_error: { status: 500, title: 'Internal error', detail: 'Something went wrong on our side.' },
};

/** The media type of RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem document (RFC 9457) with two extensions: the stable `code`, and `errors` that name the fields. */
export function problemAnswer(failure: Failure): WireAnswer {
  const { status, title, detail } = PROBLEMS[failure.code];
  const errors = failure.fields.length > 0 ? { errors: failure.fields } : {};
  const body = { type: `urn:portero:problem:${failure.code}`, title, status, detail, code: failure.code, ...errors };
  return { status, mediaType: PROBLEM_MEDIA_TYPE, headers: failureHeaders(failure), body };
}
