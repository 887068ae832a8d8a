import { TokenError } from '../errors/token-error.js';
import { decodeSegment } from './base64url.js';
import { readHeader, type TokenHeader } from './token-header.js';

/** A signed token whose signature is not checked yet. */
export interface SignedToken {
  readonly form: 'signed';
  /** The whole token as received. */
  readonly text: string;
  readonly header: TokenHeader;
  /** The claims, still encoded, because they must not be read before the signature is verified. */
  readonly payload: string;
  readonly signingInput: string;
  readonly signature: Buffer;
}

/** An opaque key. */
export interface OpaqueToken {
  readonly form: 'opaque';
}

const OPAQUE_LENGTH = 40;
const OPAQUE = /^[0-9a-f]{40}$/i;
const OPAQUE_TOKEN: OpaqueToken = { form: 'opaque' };

/** Longer than any token that Portero issues. Longer text is refused unread. */
export const DEFAULT_MAX_TOKEN_LENGTH = 8192;

/**
 * Classifies a text by its form only.
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
  // A further dot is not a base64url character.
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
