import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { isJsonObject, type JsonObject, ownMember, parseJsonObject } from '../token/json-object.js';
import { type Algorithm, VerificationKey } from './verification-key.js';

const MOST_KEYS = 100;
const LONGEST_KID = 256;
const SMALLEST_MODULUS = 2048;
const LARGEST_MODULUS = 8192;
const SMALLEST_EXPONENT = 65537n;

/** The public members of each key type: nothing else of a JWK reaches the crypto library. */
const SHAPES: Readonly<Record<Algorithm, { readonly kty: string; readonly crv?: string; readonly members: string[] }>> =
  {
    RS256: { kty: 'RSA', members: ['n', 'e'] },
    ES256: { kty: 'EC', crv: 'P-256', members: ['x', 'y'] },
    EdDSA: { kty: 'OKP', crv: 'Ed25519', members: ['x'] },
  };

/**
 * The usable keys of a JWK set, by `kid`. Left out are keys without `kid` or `alg`, for another use or algorithm than
 * configured, of another type than their `alg` wants, secret ones, RSA below 2048 bits, and all keys whose `kid` occurs
 * twice, because these are ambiguous.
 *
 * @throws {Error} if the text is not a JWK set, or has more than 100 keys
 */
export function parseJwks(text: string, algorithms: readonly Algorithm[]): Map<string, VerificationKey> {
  const list = ownMember(parseJsonObject(text) ?? {}, 'keys');
  if (!Array.isArray(list)) throw new Error('The answer is no JWK set.');
  if (list.length > MOST_KEYS) throw new Error('The JWK set has too many keys.');
  const keys = new Map<string, VerificationKey>();
  const ambiguous = new Set<string>();
  for (const jwk of list as unknown[]) {
    const key = isJsonObject(jwk) ? keyOf(jwk, algorithms) : undefined;
    if (key === undefined) continue;
    if (keys.has(key.kid)) ambiguous.add(key.kid);
    keys.set(key.kid, key);
  }
  for (const kid of ambiguous) keys.delete(kid);
  return keys;
}

function keyOf(jwk: JsonObject, algorithms: readonly Algorithm[]): VerificationKey | undefined {
  const kid = ownMember(jwk, 'kid');
  const algorithm = algorithms.find((each) => each === ownMember(jwk, 'alg'));
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID || algorithm === undefined) return undefined;
  if (!isForVerifying(jwk)) return undefined;
  const publicKey = publicKeyOf(jwk, algorithm);
  return publicKey === undefined ? undefined : new VerificationKey(kid, algorithm, publicKey);
}

function isForVerifying(jwk: JsonObject): boolean {
  const operations = ownMember(jwk, 'key_ops');
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return false;
  return ownMember(jwk, 'use') === 'sig' && !Object.hasOwn(jwk, 'd') && !Object.hasOwn(jwk, 'k');
}

function publicKeyOf(jwk: JsonObject, algorithm: Algorithm): KeyObject | undefined {
  const { kty, crv, members } = SHAPES[algorithm];
  if (ownMember(jwk, 'kty') !== kty || (crv !== undefined && ownMember(jwk, 'crv') !== crv)) return undefined;
  const values = members.map((name) => [name, ownMember(jwk, name)] as const);
  if (!values.every(([, value]) => typeof value === 'string')) return undefined;
  const input = { kty, ...(crv === undefined ? {} : { crv }), ...Object.fromEntries(values) } as JsonWebKey;
  try {
    const key = createPublicKey({ key: input, format: 'jwk' });
    return algorithm !== 'RS256' || isStrongRsa(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isStrongRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= SMALLEST_MODULUS && modulusLength <= LARGEST_MODULUS && publicExponent >= SMALLEST_EXPONENT;
}
