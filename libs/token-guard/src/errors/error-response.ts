import type { TokenErrorCode } from './error-codes.js';
import type { TokenError } from './token-error.js';
import { wwwAuthenticate } from './www-authenticate.js';

/** The body of a refusal: `application/json`. */
export interface TokenErrorBody {
  readonly status: number;
  readonly code: TokenErrorCode;
  readonly message: string;
}

/** A refusal, ready to be sent by any framework. */
export interface TokenErrorResponse {
  readonly status: number;
  /** Lower-case names: `cache-control`, and `www-authenticate` or `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TokenErrorBody;
}

/** What to answer when a token was refused. */
export function errorResponse(error: TokenError, realm?: string): TokenErrorResponse {
  const challenge = wwwAuthenticate(error, realm);
  return {
    status: error.status,
    headers: {
      'cache-control': 'no-store',
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    },
    body: { status: error.status, code: error.code, message: error.message },
  };
}
