import { TokenError } from '../errors/token-error.js';
import { decodeSegment } from './base64url.js';
import { readHeader, type TokenHeader } from './token-header.js';

/** A signed token whose signature nobody has looked at yet. */
export interface SignedToken {
  readonly form: 'signed';
  /** All of it, as it came. */
  readonly text: string;
  readonly header: TokenHeader;
  /** The claims, still encoded: nobody reads them before the signature was found good. */
  readonly payload: string;
  readonly signingInput: string;
  readonly signature: Buffer;
}

/** A key that says nothing by itself. */
export interface OpaqueToken {
  readonly form: 'opaque';
}

const OPAQUE_LENGTH = 40;
const OPAQUE = /^[0-9a-f]{40}$/i;
const OPAQUE_TOKEN: OpaqueToken = { form: 'opaque' };

/** Longer than any token that Portero issues; what is longer is refused unread. */
export const DEFAULT_MAX_TOKEN_LENGTH = 8192;

/**
 * What a text is, by its form alone.
 *
 * @param maxLength in characters
 * @throws {TokenError} and nothing else, whatever the text: `missing_token`, `token_too_long`, `malformed_token`,
 * `critical_header`
 */
export function parseToken(token: unknown, maxLength = DEFAULT_MAX_TOKEN_LENGTH): SignedToken | OpaqueToken {
  if (token === undefined || token === null || token === '') throw new TokenError('missing_token');
  if (typeof token !== 'string') throw new TokenError('malformed_token');
  if (token.length > maxLength) throw new TokenError('token_too_long');
  if (token.length === OPAQUE_LENGTH && OPAQUE.test(token)) return OPAQUE_TOKEN;
  const afterHeader = token.indexOf('.');
  const afterPayload = token.indexOf('.', afterHeader + 1);
  // A further dot is none of base64url's characters.
  const signature = afterPayload < 0 ? undefined : decodeSegment(token.slice(afterPayload + 1));
  if (signature === undefined || signature.length === 0) throw new TokenError('malformed_token');
  return {
    form: 'signed',
    text: token,
    header: readHeader(token.slice(0, afterHeader)),
    payload: token.slice(afterHeader + 1, afterPayload),
    signingInput: token.slice(0, afterPayload),
    signature,
  };
}
