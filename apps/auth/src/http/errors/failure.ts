import type { FieldProblem, IdentityErrorCode, LimitState } from '@portero/identity';

/** The codes of failures outside of the core. The list is closed, like that of the core. */
export const EDGE_ERROR_CODES = [
  'malformed_request',
  'not_authenticated',
  'route_not_found',
  'method_not_allowed',
  'request_timeout',
  'payload_too_large',
  'uri_too_long',
  'unsupported_media_type',
  'misdirected_request',
  'expectation_failed',
  'headers_too_large',
  'unavailable',
  'internal_error',
] as const;

/** One of {@link EDGE_ERROR_CODES}. */
export type EdgeErrorCode = (typeof EDGE_ERROR_CODES)[number];

/** All failures that a dialect must answer. */
export type FailureCode = IdentityErrorCode | EdgeErrorCode;

/** A failure in a form that every dialect can send. It contains no internal details. */
export interface Failure {
  readonly code: FailureCode;
  readonly fields: readonly FieldProblem[];
  /** Whole seconds for `Retry-After`. */
  readonly retryAfterSeconds: number | null;
  /** The limit for `RateLimit` and `RateLimit-Policy`. */
  readonly limit: LimitState | null;
  /** The methods for `Allow`, with `method_not_allowed`. */
  readonly allow: readonly string[];
  /** A message that the dialect itself made from the request; `null` for its usual one. */
  readonly detail: string | null;
  /** The value of `WWW-Authenticate`, if a credential would help. */
  readonly challenge: string | null;
  /** The encodings for `Accept-Encoding`, if the encoding of the body was the problem. */
  readonly acceptEncoding: string | null;
  /** The scope that the caller's client lacks, with `forbidden`. */
  readonly missingScope: string | null;
}

/** Optional data of a failure. */
export type FailureDetails = Partial<Omit<Failure, 'code'>>;

/** A failure at the HTTP edge, thrown to the exception filter. */
export class EdgeError extends Error {
  override readonly name = 'EdgeError';

  constructor(
    readonly code: FailureCode,
    readonly details: FailureDetails = {},
  ) {
    super(code);
  }
}

/** Completes a failure. */
export function failure(code: FailureCode, details: FailureDetails = {}): Failure {
  return {
    fields: [],
    retryAfterSeconds: null,
    limit: null,
    allow: [],
    detail: null,
    challenge: null,
    acceptEncoding: null,
    missingScope: null,
    ...details,
    code,
  };
}
