import type { Failure, FailureCode } from '@auth/http/errors/failure';
import { PROBLEMS } from '@auth/http/errors/problem-details';
import { failureHeaders, type WireAnswer } from '@auth/http/errors/wire-answer';

/** The text of each failure; a missing code does not compile. */
export const TOY_ERRORS: Readonly<Record<FailureCode, string>> = {
  validation_failed: 'validation failed',
  account_unknown: 'account unknown',
  user_not_found: 'user not found',
  wrong_password: 'wrong password',
  invalid_credentials: 'invalid credentials',
  not_verified: 'not verified',
  account_disabled: 'account disabled',
  not_authenticated: 'not authenticated',
  token_invalid: 'token invalid',
  token_expired: 'token expired',
  refresh_token_reused: 'refresh token reused',
  owner_credential_invalid: 'owner credential invalid',
  forbidden: 'forbidden',
  signup_closed: 'signup closed',
  owner_not_found: 'owner not found',
  owner_email_taken: 'owner email taken',
  email_taken: 'email taken',
  username_taken: 'username taken',
  external_account_taken: 'external account taken',
  already_verified: 'already verified',
  client_not_found: 'client not found',
  webhook_not_found: 'webhook not found',
  code_invalid: 'code invalid',
  code_expired: 'code expired',
  code_exhausted: 'code exhausted',
  rate_limited: 'rate limited',
  busy: 'busy',
  malformed_request: 'malformed request',
  misdirected_request: 'misdirected request',
  expectation_failed: 'expectation failed',
  route_not_found: 'route not found',
  method_not_allowed: 'method not allowed',
  request_timeout: 'request timeout',
  payload_too_large: 'payload too large',
  uri_too_long: 'uri too long',
  unsupported_media_type: 'unsupported media type',
  headers_too_large: 'headers too large',
  unavailable: 'unavailable',
  internal_error: 'internal error',
};

/** A failure in this dialect: `{"no": "…"}`. */
export function presentToyFailure(failure: Failure): WireAnswer {
  const { status } = PROBLEMS[failure.code];
  const body = { no: TOY_ERRORS[failure.code] };
  return { status, mediaType: 'application/json', headers: failureHeaders(failure), body };
}
