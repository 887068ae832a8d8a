import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Randomness } from '../randomness';
import { isAsymmetric, type SigningAlgorithm } from './signing-algorithm';

/** The two sides of a key. For HMAC both are the same secret. */
export interface KeyPair {
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
}

const RSA_BITS = 2048;
const HMAC_BYTES: Readonly<Record<'HS256' | 'HS512', number>> = { HS256: 32, HS512: 64 };

// Not the synchronous call: making an RSA key would block other requests.
const generate = promisify(generateKeyPair);

/** Makes a key in its stored form: the bytes of an HMAC secret, or a PKCS #8 DER document (RFC 5208). */
export async function generateMaterial(alg: SigningAlgorithm, randomness: Randomness): Promise<Buffer> {
  if (!isAsymmetric(alg)) return randomness.bytes(HMAC_BYTES[alg]);
  const { privateKey } = await generatePair(alg);
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

function generatePair(alg: 'RS256' | 'ES256' | 'EdDSA'): Promise<{ privateKey: KeyObject }> {
  if (alg === 'RS256') return generate('rsa', { modulusLength: RSA_BITS });
  return alg === 'ES256' ? generate('ec', { namedCurve: 'P-256' }) : generate('ed25519');
}

/** Reads a key from its stored form. Throws when the bytes are not a key for that algorithm. */
export function loadPair(alg: SigningAlgorithm, material: Buffer): KeyPair {
  if (!isAsymmetric(alg)) {
    const secret = createSecretKey(material);
    return { signing: secret, verifying: secret };
  }
  const signing = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
  return { signing, verifying: createPublicKey(signing) };
}

/** SHA-256 of a key, to recognise a key that was imported before. */
export function fingerprint(material: Buffer): Buffer {
  return createHash('sha256').update(material).digest();
}

/** The context of a sealed key: it cannot be opened under another `kid`. */
export function sealContext(kid: string): string {
  return `signing-key/${kid}`;
}
