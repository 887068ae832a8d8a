import type { FieldProblem } from '@portero/identity';
import { EdgeError, type Failure, type FailureCode } from '../../http/errors/failure';
import { failureHeaders, type WireAnswer } from '../../http/errors/wire-answer';

/** Status and sentence of one failure. */
interface ShoopError {
  readonly status: number;
  readonly error: string;
}

/** The printed sentence. Where accounts are not revealed, it also answers for unknown ones. */
const WRONG_PASSWORD: ShoopError = { status: 401, error: 'Your password is invalid.' };
const UNREGISTERED: ShoopError = { status: 404, error: 'Your email is not registered.' };
const EMAIL_TAKEN: ShoopError = { status: 400, error: "Your parameter 'email' is already registered." };
const INVALID_CODE: ShoopError = { status: 400, error: "Your parameter 'code' is not valid." };
const INVALID_KEY: ShoopError = { status: 401, error: 'Your key is invalid.' };
const UNREADABLE: ShoopError = { status: 400, error: 'Your request is not readable.' };
const UNAVAILABLE: ShoopError = {
  status: 503,
  error: 'Our service is not available right now. Please try again later.',
};

/**
 * Every failure on Shoop's wire: the exact sentences of the document, and others in its tone. The `Record` is total: a
 * new code does not compile until it is answered here.
 */
export const SHOOP_ERRORS: Readonly<Record<FailureCode, ShoopError>> = {
  validation_failed: UNREADABLE,
  wrong_password: WRONG_PASSWORD,
  invalid_credentials: WRONG_PASSWORD,
  account_unknown: UNREGISTERED,
  user_not_found: UNREGISTERED,
  client_not_found: UNREGISTERED,
  webhook_not_found: UNREGISTERED,
  owner_not_found: { status: 404, error: 'There is no shop at this address.' },
  email_taken: EMAIL_TAKEN,
  owner_email_taken: EMAIL_TAKEN,
  username_taken: { status: 400, error: "Your parameter 'username' is already registered." },
  external_account_taken: { status: 400, error: "Your parameter 'fb_token' is already registered." },
  signup_closed: { status: 403, error: 'Registration is closed.' },
  not_verified: { status: 403, error: 'Your account is not verified.' },
  already_verified: { status: 400, error: 'Your account is already verified.' },
  account_disabled: { status: 403, error: 'Your account is disabled.' },
  code_invalid: INVALID_CODE,
  code_expired: INVALID_CODE,
  code_exhausted: INVALID_CODE,
  not_authenticated: { status: 401, error: 'Your key is missing.' },
  token_invalid: INVALID_KEY,
  token_expired: { status: 401, error: 'Your key is expired.' },
  refresh_token_reused: INVALID_KEY,
  owner_credential_invalid: INVALID_KEY,
  forbidden: { status: 403, error: 'You are not allowed to do this.' },
  rate_limited: { status: 429, error: 'Too many requests. Please try again later.' },
  busy: UNAVAILABLE,
  malformed_request: UNREADABLE,
  route_not_found: { status: 404, error: 'There is nothing at this address.' },
  method_not_allowed: { status: 405, error: 'This method is not allowed.' },
  request_timeout: { status: 408, error: 'Your request took too long.' },
  payload_too_large: { status: 413, error: 'Your request is too large.' },
  uri_too_long: { status: 414, error: 'Your address is too long.' },
  unsupported_media_type: { status: 415, error: 'Your content type is not supported.' },
  misdirected_request: { status: 421, error: 'Your host is not served here.' },
  expectation_failed: { status: 417, error: 'Your expectation cannot be met.' },
  headers_too_large: { status: 431, error: 'Your headers are too large.' },
  unavailable: UNAVAILABLE,
  internal_error: { status: 500, error: 'Something went wrong on our side.' },
};

/** Fields by the name in the core, with their name on this wire. */
const FIELD_NAMES: Readonly<Record<string, string>> = { locationId: 'id_location' };

/** A failure as Shoop's clients get it. */
export function presentShoopFailure(failure: Failure): WireAnswer {
  const { status, error } = problemWithParameter(failure) ?? SHOOP_ERRORS[failure.code];
  const ownWording = failure.code === 'internal_error' ? null : failure.detail;
  const body = { status: 0, error: ownWording ?? error };
  return { status, mediaType: 'application/json', headers: failureHeaders(failure), body };
}

/** The first parameter that is missing, or else the first one that is wrong, in the documented order. */
function problemWithParameter({ code, fields }: Failure): ShoopError | null {
  const missing = fields.find((field) => field.code === 'required');
  const problem = missing ?? fields[0];
  if (code !== 'validation_failed' || problem === undefined) return null;
  const name = nameOf(problem);
  return missing
    ? { status: 403, error: `Your parameter is not complete. Missing parameter '${name}'.` }
    : { status: 400, error: `Your parameter '${name}' is not valid.` };
}

function nameOf({ field }: FieldProblem): string {
  return FIELD_NAMES[field] ?? field;
}

/** The token belongs to another app or user, or is not valid any more. */
export function facebookTokenRefused(): EdgeError {
  return new EdgeError('invalid_credentials', { detail: 'Your facebook token is invalid.' });
}

/** No user has registered with that Facebook account. */
export function facebookAccountUnknown(): EdgeError {
  return new EdgeError('account_unknown', { detail: 'Your facebook account is not registered.' });
}

/** The operator of this service set no Facebook app. */
export function facebookSwitchedOff(): EdgeError {
  return new EdgeError('forbidden', { detail: 'Facebook is not available here. Please use your email and password.' });
}

/** Facebook gave no usable answer in time, so the log-in is neither accepted nor refused. */
export function facebookUnavailable(): EdgeError {
  return new EdgeError('unavailable', {
    detail: 'Facebook is not available right now. Please try again later.',
    retryAfterSeconds: FACEBOOK_RETRY_SECONDS,
  });
}

const FACEBOOK_RETRY_SECONDS = 10;
