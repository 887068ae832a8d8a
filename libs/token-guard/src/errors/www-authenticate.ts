import { ERROR_MEANINGS } from './error-codes.js';
import type { TokenError } from './token-error.js';

/** The default realm of challenges. */
export const DEFAULT_REALM = 'api';

/**
 * The `WWW-Authenticate` of an answer, by RFC 6750, section 3: without an error code when no token was sent, and
 * `undefined` for a 503, because another token would not help.
 */
export function wwwAuthenticate(error: TokenError, realm = DEFAULT_REALM): string | undefined {
  if (error.status === 503) return undefined;
  const { bearer, message } = ERROR_MEANINGS[error.code];
  const challenge = `Bearer realm="${realm.replaceAll(/[^\x20-\x7e]|["\\]/gu, '')}"`;
  return bearer === undefined ? challenge : `${challenge}, error="${bearer}", error_description="${message}"`;
}
