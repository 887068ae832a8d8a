import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import type { SettingContext, SettingKind } from '../settings-table';
import { accept, refuse } from '../settings-table';

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;
/** 32 random bytes hold about 30 different ones; fewer than 16 is beyond any chance. */
const FEWEST_DIFFERENT_BYTES = 16;
const PLACEHOLDERS =
  /change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this)|django-insecure|your[-_ ].*(?:secret|key)|example|placeholder|dummy|^(?:secret|password|test|default|key|jwt|token|s3cr3t)+$/i;

/** The key that encrypts all others at rest: 32 random bytes. */
export function masterKey(): SettingKind<Buffer> {
  return {
    expects: '32 random bytes in base64',
    read(raw) {
      const key = Buffer.from(raw, 'base64');
      if (!BASE64_OF_32_BYTES.test(raw) || key.toString('base64') !== raw)
        return refuse('be exactly 32 bytes in base64');
      return isPatterned(key) ? refuse('be 32 random bytes, not a placeholder or text') : accept(key);
    },
  };
}

/**
 * A shared secret for HMAC signatures, carried over from the service being replaced.
 *
 * @param hash the hash of the signature: RFC 7518 §3.2 wants a key at least as long as its output, and hardened mode
 * insists on it. A placeholder is refused in hardened mode and in production.
 */
export function hmacKey(hash: 'SHA-256' | 'SHA-512'): SettingKind<string> {
  const least = hash === 'SHA-256' ? 32 : 64;
  return {
    expects: `text (hardened: at least ${least} bytes)`,
    read(raw, context) {
      if (isStrict(context) && isPlaceholder(raw)) {
        return refuse('be a real secret, not a placeholder; unset it to let the service make its own key');
      }
      if (context.mode === 'documented' || Buffer.byteLength(raw) >= least) return accept(raw);
      return refuse(`be at least ${least} bytes long in hardened mode; unset it to let the service make its own key`);
    },
  };
}

/** An unencrypted RSA private key in PEM, its line breaks real or written `\n`; comes out as PKCS #8 PEM. */
export function rsaPrivateKey(): SettingKind<string> {
  return {
    expects: 'PEM of an RSA private key of at least 2048 bits; line breaks may be written `\\n`',
    read(raw) {
      const key = parsePrivateKey(raw.replaceAll('\\n', '\n').trim());
      if (key?.asymmetricKeyType !== 'rsa') return refuse('be the unencrypted PEM of an RSA private key');
      if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return refuse('be an RSA key of at least 2048 bits');
      return accept(key.export({ type: 'pkcs8', format: 'pem' }).toString());
    },
  };
}

function isStrict(context: SettingContext): boolean {
  return context.production || context.mode === 'hardened';
}

/** All bytes alike, a run that counts up or down, or plain text: what people put in to get going. */
function isPatterned(key: Buffer): boolean {
  const printable = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  const steps = new Set(key.subarray(1).map((byte, index) => byte - (key[index] ?? 0)));
  return printable || steps.size === 1 || new Set(key).size < FEWEST_DIFFERENT_BYTES;
}

function isPlaceholder(raw: string): boolean {
  return PLACEHOLDERS.test(raw) || (raw.length >= 16 && new Set(raw).size < 8);
}

function parsePrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return null;
  }
}
