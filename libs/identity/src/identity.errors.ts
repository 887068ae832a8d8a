/**
 * The codes of all refusals of the core. The list is closed: each dialect maps every code to its answer in a total
 * `Record`, so a new code does not compile until every dialect has an answer for it.
 */
export const IDENTITY_ERROR_CODES = [
  'validation_failed',
  'owner_not_found',
  'user_not_found',
  'client_not_found',
  'webhook_not_found',
  'owner_email_taken',
  'email_taken',
  'username_taken',
  'external_account_taken',
  'signup_closed',
  'already_verified',
  'not_verified',
  'account_disabled',
  'account_unknown',
  'wrong_password',
  'invalid_credentials',
  'owner_credential_invalid',
  'code_invalid',
  'code_expired',
  'code_exhausted',
  'token_invalid',
  'token_expired',
  'refresh_token_reused',
  'forbidden',
  'rate_limited',
  'busy',
] as const;

/** One of {@link IDENTITY_ERROR_CODES}. */
export type IdentityErrorCode = (typeof IDENTITY_ERROR_CODES)[number];

/** One thing that is wrong with one input. `code` is stable snake_case; `message` is English, for people. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** How much of a limit is left to a caller. */
export interface LimitState {
  /** Reveals nothing about the account: it is the same for one that does not exist. */
  readonly name: string;
  readonly most: number;
  /** The length of the limit's window. */
  readonly seconds: number;
  readonly left: number;
  /** Seconds until the count expires. */
  readonly secondsLeft: number;
}

/** Further data of a refusal. */
export interface IdentityErrorDetails {
  readonly fields?: readonly FieldProblem[];
  /** Whole seconds until a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** The limit that refused, with `rate_limited`. */
  readonly limit?: LimitState;
}

/** A refusal by the core. It knows nothing of status codes and never carries a secret. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';

  constructor(
    readonly code: IdentityErrorCode,
    readonly details: IdentityErrorDetails = {},
  ) {
    super(code);
  }
}

/** A `validation_failed` about one field. */
export function invalidField(field: string, code: string, message: string): IdentityError {
  return new IdentityError('validation_failed', { fields: [{ field, code, message }] });
}
