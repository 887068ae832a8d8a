import { createPrivateKey } from 'node:crypto';
import { hmacKeyBytes } from '@portero/config';

/** A signing key of a service that is being replaced: the bytes of an HMAC secret, or a PKCS#8 DER document. */
export interface CarriedOverKey {
  readonly alg: 'HS256' | 'HS512' | 'RS256';
  readonly material: Buffer;
}

/**
 * The key in a setting that holds a shared secret.
 *
 * @param secret the text of the setting, whose bytes are the key, or `base64:` and the key in base64; `null` when it is unset
 */
export function carriedOverSecret(alg: 'HS256' | 'HS512', secret: string | null): CarriedOverKey | null {
  return secret === null ? null : { alg, material: hmacKeyBytes(secret) };
}

/**
 * The key in a setting that holds an RSA private key.
 *
 * @param pem PKCS #8 PEM, as the setting's kind gives it; `null` when it is unset
 */
export function carriedOverPrivateKey(pem: string | null): CarriedOverKey | null {
  if (pem === null) return null;
  return { alg: 'RS256', material: createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }) };
}
