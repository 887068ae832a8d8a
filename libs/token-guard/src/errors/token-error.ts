import { ERROR_MEANINGS, type TokenErrorCode } from './error-codes.js';

/** One process may load two copies of this package, one for each module system; each recognises the other's errors. */
const BRAND = Symbol.for('@portero/token-guard/TokenError');

/** Seconds after which a caller may retry after a 503. */
const RETRY_AFTER_SECONDS = 1;

/**
 * The only error that verifying a token rejects with. Decide by `code`, never by the message; neither holds a part of the
 * token. `cause` may name what happened on the network, for logs.
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;
  /** The status of the answer: 400, 401, 403 or 503. */
  readonly status: 400 | 401 | 403 | 503;
  /** Seconds for `Retry-After`; only a 503 has it. */
  readonly retryAfter: number | undefined;

  constructor(code: TokenErrorCode, cause?: unknown) {
    super(ERROR_MEANINGS[code].message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = ERROR_MEANINGS[code].status;
    this.retryAfter = this.status === 503 ? RETRY_AFTER_SECONDS : undefined;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether a caught value is a {@link TokenError} of any copy of this package. */
export function isTokenError(error: unknown): error is TokenError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
