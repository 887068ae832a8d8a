import { createHmac, type KeyObject, sign as signBytes, timingSafeEqual, verify as verifyBytes } from 'node:crypto';
import type { SigningAlgorithm } from '../keys/signing-algorithm';

/** A JSON object, such as a header or claims. */
export type JsonObject = Readonly<Record<string, unknown>>;

const HMAC_HASH = { HS256: 'sha256', HS512: 'sha512' } as const;

/** Signs claims under a header, both in exactly the order given (RFC 7515, section 7.1). */
export function signCompact(header: JsonObject, claims: JsonObject, alg: SigningAlgorithm, key: KeyObject): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signature(input, alg, key).toString('base64url')}`;
}

function signature(input: string, alg: SigningAlgorithm, key: KeyObject): Buffer {
  const bytes = Buffer.from(input);
  if (alg === 'HS256' || alg === 'HS512') return createHmac(HMAC_HASH[alg], key).update(bytes).digest();
  if (alg === 'ES256') return signBytes('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
  return signBytes(alg === 'RS256' ? 'sha256' : null, bytes, key);
}

/**
 * Whether an HMAC or Ed25519 key signed a token (RFC 7515; RFC 8037, section 3.1). The caller has compared the header's `alg`
 * with the key's.
 */
export function isSignedCompact(token: string, alg: 'HS256' | 'HS512' | 'EdDSA', key: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const input = token.slice(0, end);
  const text = token.slice(end + 1);
  const mac = Buffer.from(text, 'base64url');
  // Otherwise one token would have several spellings.
  return mac.toString('base64url') === text && isSignedBy(input, mac, alg, key);
}

function isSignedBy(input: string, mac: Buffer, alg: 'HS256' | 'HS512' | 'EdDSA', key: KeyObject): boolean {
  if (alg === 'EdDSA') return verifyBytes(null, Buffer.from(input), key, mac);
  const expected = createHmac(HMAC_HASH[alg], key).update(input).digest();
  return expected.length === mac.length && timingSafeEqual(expected, mac);
}

/** The header of a text that looks like a signed token; it is not verified. `null` for anything else. */
export function headerOf(token: string): JsonObject | null {
  const parts = token.split('.');
  return parts.length === 3 ? knownOrDecoded(parts[0] ?? '') : null;
}

/** A cache of parsed headers. All tokens of a key have the same header. */
const headers = new Map<string, JsonObject | null>();
const MOST_HEADERS = 256;
const LONGEST_HEADER = 256;

function knownOrDecoded(part: string): JsonObject | null {
  const known = headers.get(part);
  if (known !== undefined) return known;
  const header = decode(part);
  if (part.length > LONGEST_HEADER) return header;
  if (headers.size >= MOST_HEADERS) headers.clear();
  headers.set(part, header === null ? null : Object.freeze(header));
  return header;
}

/** The claims of a text that looks like a signed token. The caller must check the signature. */
export function readClaims(token: string): JsonObject | null {
  return decode(token.split('.')[1] ?? '');
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether a parsed JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
