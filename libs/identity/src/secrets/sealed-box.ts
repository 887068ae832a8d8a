import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The length of a key for {@link seal}. */
export const KEY_BYTES = 32;

/** A 32-byte key for the use that `label` names (HKDF-SHA-256, RFC 5869). `secret` must have at least 128 random bits. */
export function deriveKey(secret: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `portero/${label}`, KEY_BYTES));
}

/** Encrypts with AES-256-GCM (NIST SP 800-38D). The same `context` must be given to {@link open}. */
export function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts what {@link seal} made. Throws an `Error` when the key, the context or a byte differs. */
export function open(key: Buffer, sealed: Buffer, context: string): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(-TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** Like {@link open}, but returns `null` where that throws. */
export function openOrNull(key: Buffer, sealed: Buffer, context: string): Buffer | null {
  try {
    return open(key, sealed, context);
  } catch {
    return null;
  }
}
