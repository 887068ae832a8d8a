import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { SettingKind } from '../settings-table';
import { accept, refuse } from '../settings-table';

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;
const PLACEHOLDERS =
  /change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this)|django-insecure|your[-_ ].*(?:secret|key)|example|placeholder|dummy|^(?:secret|password|test|default|key|jwt|token|s3cr3t)+$/i;

/** The key that encrypts all others at rest: 32 random bytes. */
export function masterKey(): SettingKind<Buffer> {
  return {
    secret: true,
    expects: '32 random bytes in base64',
    read(raw, { production }) {
      const key = Buffer.from(raw, 'base64');
      if (!BASE64_OF_32_BYTES.test(raw) || key.toString('base64') !== raw)
        return refuse('be exactly 32 bytes in base64');
      return production && isPatterned(key) ? refuse('be 32 random bytes, not a placeholder') : accept(key);
    },
  };
}

/** RFC 7518, section 3.2: a key at least as long as the hash of HS256. */
const SAFE_HMAC_BYTES = 32;

const BASE64_PREFIX = 'base64:';
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/u;

/**
 * The bytes of a key that {@link hmacKey} accepted: the text itself, or the base64 after `base64:`, as jjwt and Laravel
 * write keys. Empty if that is not base64.
 */
export function hmacKeyBytes(raw: string): Buffer {
  if (!raw.startsWith(BASE64_PREFIX)) return Buffer.from(raw);
  const encoded = raw.slice(BASE64_PREFIX.length);
  return Buffer.from(BASE64.test(encoded) ? encoded : '', 'base64');
}

/** A shorter key can be found by brute force; anyone who has a token could then sign others. */
const LEAST_HMAC_BYTES = 16;
const TOO_SHORT = `have at least ${LEAST_HMAC_BYTES} bytes in production; unset it to let the service make its own key`;

/**
 * A shared secret for HMAC signatures, carried over from the service being replaced. Short keys are accepted, because
 * existing tokens were signed with them. Production refuses placeholders.
 */
export function hmacKey(): SettingKind<string> {
  return {
    secret: true,
    expects: 'text, or `base64:` and the key in base64',
    read(raw, { production }) {
      if (/^[\r\n]|[\r\n]$/u.test(raw)) return refuse('not begin or end with a line break');
      if (raw.startsWith(BASE64_PREFIX) && hmacKeyBytes(raw).length === 0) return refuse('have base64 after base64:');
      if (!production) return accept(raw);
      if (isPlaceholder(raw))
        return refuse('be a real secret, not a placeholder; unset it to let the service make its own key');
      return hmacKeyBytes(raw).length >= LEAST_HMAC_BYTES ? accept(raw) : refuse(TOO_SHORT);
    },
    weakness(name, value) {
      if (hmacKeyBytes(value).length >= SAFE_HMAC_BYTES) return null;
      const meaning = `${name} has fewer than ${SAFE_HMAC_BYTES} bytes: it can be guessed from one token, and then anyone signs tokens.`;
      return {
        meaning,
        mend: 'Unset it as soon as its last token has expired, so that the service makes its own key.',
      };
    },
  };
}

/** An unencrypted RSA private key in PEM, its line breaks real or written `\n`; comes out as PKCS #8 PEM. */
export function rsaPrivateKey(): SettingKind<string> {
  return {
    secret: true,
    expects: 'PEM of an RSA private key of at least 2048 bits; line breaks may be written `\\n`',
    read(raw) {
      const key = parsePrivateKey(raw.replaceAll('\\n', '\n').trim());
      if (key?.asymmetricKeyType !== 'rsa') return refuse('be the unencrypted PEM of an RSA private key');
      if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return refuse('be an RSA key of at least 2048 bits');
      return accept(key.export({ type: 'pkcs8', format: 'pem' }).toString());
    },
  };
}

/** Secrets by name, as a JSON object of texts. */
export function namedSecrets(): SettingKind<Readonly<Record<string, string>>> {
  return {
    secret: true,
    expects: 'a JSON object of texts, such as `{"DEVISE_PEPPER": "…"}`',
    read(raw) {
      const read = parseObject(raw);
      return read === null ? refuse('be a JSON object of texts') : accept(read);
    },
  };
}

/** An RSA public key in PEM, its line breaks real or written `\\n`; comes out as SPKI PEM. */
export function rsaPublicKey(): SettingKind<string> {
  return {
    expects: 'PEM of an RSA public key of at least 2048 bits; line breaks may be written `\\n`',
    read(raw) {
      const key = parsePublicKey(raw.replaceAll('\\n', '\n').trim());
      if (key?.asymmetricKeyType !== 'rsa') return refuse('be the PEM of an RSA public key');
      if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return refuse('be an RSA key of at least 2048 bits');
      return accept(key.export({ type: 'spki', format: 'pem' }).toString());
    },
  };
}

function parseObject(raw: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value);
    return entries.every(([, each]) => typeof each === 'string') ? (value as Record<string, string>) : null;
  } catch {
    return null;
  }
}

/** All bytes equal, or counting up or down: typical placeholders. */
function isPatterned(key: Buffer): boolean {
  return new Set(key.subarray(1).map((byte, index) => byte - (key[index] ?? 0))).size === 1;
}

function isPlaceholder(raw: string): boolean {
  return PLACEHOLDERS.test(raw) || (raw.length >= 16 && new Set(raw).size < 8);
}

function parsePublicKey(pem: string): KeyObject | null {
  try {
    return pem.includes('PRIVATE KEY') ? null : createPublicKey({ key: pem, format: 'pem' });
  } catch {
    return null;
  }
}

function parsePrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return null;
  }
}
