import type { Failure, FailureCode } from '../../http/errors/failure';
import { PROBLEMS } from '../../http/errors/problem-details';
import { failureHeaders, type WireAnswer } from '../../http/errors/wire-answer';
import { WordedFailure } from '../../http/errors/worded-failure';

/** The error codes of the RFCs (RFC 6749, sections 4.1.2.1 and 5.2; RFC 6750, section 3.1; RFC 8693, section 2.2.2). */
export type OauthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'
  | 'access_denied'
  | 'insufficient_scope'
  | 'server_error'
  | 'temporarily_unavailable';

/** Every failure with its error code. The `Record` is total: a new code does not compile until it is answered here. */
export const OAUTH_ERRORS: Readonly<Record<FailureCode, OauthErrorCode>> = {
  validation_failed: 'invalid_request',
  owner_not_found: 'invalid_request',
  user_not_found: 'invalid_request',
  client_not_found: 'invalid_request',
  webhook_not_found: 'invalid_request',
  owner_email_taken: 'invalid_request',
  email_taken: 'invalid_request',
  username_taken: 'invalid_request',
  external_account_taken: 'invalid_request',
  signup_closed: 'access_denied',
  already_verified: 'invalid_request',
  not_verified: 'invalid_request',
  account_disabled: 'invalid_request',
  account_unknown: 'invalid_request',
  wrong_password: 'invalid_request',
  invalid_credentials: 'invalid_request',
  owner_credential_invalid: 'invalid_client',
  code_invalid: 'invalid_request',
  code_expired: 'invalid_request',
  code_exhausted: 'invalid_request',
  token_invalid: 'invalid_request',
  token_expired: 'invalid_request',
  refresh_token_reused: 'invalid_request',
  forbidden: 'access_denied',
  rate_limited: 'temporarily_unavailable',
  busy: 'temporarily_unavailable',
  malformed_request: 'invalid_request',
  not_authenticated: 'invalid_client',
  route_not_found: 'invalid_request',
  method_not_allowed: 'invalid_request',
  request_timeout: 'invalid_request',
  payload_too_large: 'invalid_request',
  uri_too_long: 'invalid_request',
  unsupported_media_type: 'invalid_request',
  misdirected_request: 'invalid_request',
  expectation_failed: 'invalid_request',
  headers_too_large: 'invalid_request',
  unavailable: 'temporarily_unavailable',
  internal_error: 'server_error',
};

/** An invalid token in the body is an error of the request, not of the client's credential. */
const STATUSES: Partial<Readonly<Record<FailureCode, number>>> = {
  token_invalid: 400,
  token_expired: 400,
  refresh_token_reused: 400,
  account_disabled: 400,
  not_verified: 400,
};

/** A failure as OAuth clients get it: `{error, error_description}`. */
export function presentOauthFailure(failure: Failure): WireAnswer {
  const { code, fields, detail, missingScope } = failure;
  const problem = PROBLEMS[code];
  const [field] = fields;
  return oauthAnswer(
    STATUSES[code] ?? problem.status,
    missingScope === null ? OAUTH_ERRORS[code] : 'insufficient_scope',
    missingScope === null
      ? (detail ?? field?.message ?? problem.detail)
      : `The client needs the scope ${missingScope}.`,
    failureHeaders(failure),
  );
}

/** A refusal that exists only on this wire. */
export function oauthRefusal(error: OauthErrorCode, description: string): WordedFailure {
  return new WordedFailure(oauthAnswer(400, error, description));
}

function oauthAnswer(
  status: number,
  error: OauthErrorCode,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  // RFC 6749, section 5.2: no quotation mark, no backslash and nothing beyond ASCII in a description.
  const plain = description.replaceAll(/["\\]/gu, "'").replaceAll(/[^\x20-\x7e]/gu, '?');
  return { status, mediaType: 'application/json', headers, body: { error, error_description: plain } };
}
