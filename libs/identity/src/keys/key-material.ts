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

// Not the synchronous one: an RSA key takes long enough for other requests to wait.
const generate = promisify(generateKeyPair);

/** Makes a key, as the bytes that are kept: those of an HMAC secret, or a PKCS #8 DER document (RFC 5208). */
export async function generateMaterial(alg: SigningAlgorithm, randomness: Randomness): Promise<Buffer> {
  if (!isAsymmetric(alg)) return randomness.bytes(HMAC_BYTES[alg]);
  const { privateKey } = await generatePair(alg);
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

function generatePair(alg: 'RS256' | 'ES256' | 'EdDSA'): Promise<{ privateKey: KeyObject }> {
  if (alg === 'RS256') return generate('rsa', { modulusLength: RSA_BITS });
  return alg === 'ES256' ? generate('ec', { namedCurve: 'P-256' }) : generate('ed25519');
}

/** Brings kept bytes into use. Throws when they are no key of that algorithm's kind. */
export function loadPair(alg: SigningAlgorithm, material: Buffer): KeyPair {
  if (!isAsymmetric(alg)) {
    const secret = createSecretKey(material);
    return { signing: secret, verifying: secret };
  }
  const signing = createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
  return { signing, verifying: createPublicKey(signing) };
}

/** By what a key is recognised when it comes a second time: SHA-256. */
export function fingerprint(material: Buffer): Buffer {
  return createHash('sha256').update(material).digest();
}

/** What a sealed key is bound to: under another `kid` it does not open. */
export function sealContext(kid: string): string {
  return `signing-key/${kid}`;
}
