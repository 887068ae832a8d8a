import { TokenError } from '../errors/token-error.js';

/** The source of a token: a request of Node, Express or Fastify, or the result of an adapter. */
export interface CredentialSource {
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As in `http.IncomingMessage`. Only here Node shows that `Authorization` was sent twice. */
  readonly rawHeaders?: readonly string[] | undefined;
}

const BEARER = /^bearer(?: |$)/i;
const BEARER_TOKEN = /^bearer +([\w.~+/-]+=*)$/i;

/** The headers in which Shoop's clients send their keys. */
const KEY_HEADERS = ['key', 'x-api-key'];

/**
 * The single token of a request. Schemes other than `Bearer` are ignored.
 *
 * @param acceptsKeys whether the headers `key` and `x-api-key` are read
 * @throws {TokenError} `missing_token`, `malformed_token`, `conflicting_credentials` if there is more than one
 */
export function tokenIn(source: CredentialSource, acceptsKeys: boolean): string {
  const sent = new Set(bearerTokens(source));
  for (const name of acceptsKeys ? KEY_HEADERS : []) for (const key of valuesOf(source, name)) sent.add(key);
  const [token] = sent;
  if (sent.size > 1) throw new TokenError('conflicting_credentials');
  if (token === undefined) throw new TokenError('missing_token');
  if (token === '') throw new TokenError('malformed_token');
  return token;
}

function bearerTokens(source: CredentialSource): string[] {
  const values = valuesOf(source, 'authorization');
  if (values.length > 1 || isSentTwice(source.rawHeaders ?? [])) throw new TokenError('conflicting_credentials');
  return values.filter((value) => BEARER.test(value)).map((value) => BEARER_TOKEN.exec(value)?.[1] ?? '');
}

function valuesOf({ headers }: CredentialSource, name: string): string[] {
  const value: unknown = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.filter((each) => typeof each === 'string').map((each) => each.trim());
}

function isSentTwice(rawHeaders: readonly string[]): boolean {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return names.filter((name) => name.toLowerCase() === 'authorization').length > 1;
}
