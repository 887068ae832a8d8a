import type { IncomingMessage } from 'node:http';

const BEARER = /^bearer +(?<token>[\x21-\x7e]+)$/iu;
const OPAQUE = /^[\x21-\x7e]+$/u;
const KEY_HEADERS = ['key', 'x-api-key'] as const;

/** The result: none, one credential, or ambiguous. */
export type PresentedCredential =
  { readonly kind: 'none' } | { readonly kind: 'token'; readonly token: string } | { readonly kind: 'unclear' };

/**
 * The single credential of a request: a Bearer token, or an opaque key in its own header. The same one in two headers
 * counts as one. Different ones, a repeated header, another scheme or an empty value are ambiguous, and are refused.
 * Only these exact names count: a header with underscores is a different header.
 */
export function presentedCredential({
  rawHeaders,
  headers,
}: Pick<IncomingMessage, 'rawHeaders' | 'headers'>): PresentedCredential {
  const names = rawHeaders.filter((_, place) => place % 2 === 0).map((name) => name.toLowerCase());
  const sent = ['authorization', ...KEY_HEADERS].filter((name) => names.includes(name));
  if (sent.length === 0) return { kind: 'none' };
  if (names.filter((name) => sent.includes(name)).length > sent.length) return { kind: 'unclear' };
  const tokens = new Set(sent.map((name) => tokenIn(name, headers[name])));
  const [token = null] = tokens;
  return tokens.size === 1 && token !== null ? { kind: 'token', token } : { kind: 'unclear' };
}

function tokenIn(name: string, value: string | string[] | undefined): string | null {
  if (typeof value !== 'string') return null;
  if (name === 'authorization') return BEARER.exec(value)?.groups?.['token'] ?? null;
  return OPAQUE.test(value) ? value : null;
}
