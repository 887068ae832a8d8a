import { MAX_TOKEN_LENGTH } from '@portero/identity';
import type { IncomingHttpHeaders } from 'node:http';

const SCHEME = /^bearer\s+/iu;

/**
 * The token of an `Authorization: Bearer` header; `null` when there is none. Text after the token is ignored.
 * passport-jwt's own extractor takes quadratic time over a long header without a blank.
 */
export function bearerTokenOf({ headers }: { readonly headers: IncomingHttpHeaders }): string | null {
  const header = headers.authorization?.trim() ?? '';
  if (header.length > MAX_TOKEN_LENGTH) return null;
  const scheme = SCHEME.exec(header)?.[0];
  if (scheme === undefined) return null;
  const end = header.slice(scheme.length).search(/\s/u);
  return end === -1 ? header.slice(scheme.length) : header.slice(scheme.length, scheme.length + end);
}
