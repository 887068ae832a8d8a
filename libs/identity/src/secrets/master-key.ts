import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * The one secret that the database never sees. It seals what must be readable later (signing keys, mails that
 * wait) and derives the keys of everything that is only compared (one-time codes, cursors).
 *
 * AES-256-GCM (NIST SP 800-38D) under keys derived with HKDF-SHA-256 (RFC 5869).
 */
export class MasterKey {
  private readonly sealingKey: Buffer;

  /** @param key exactly 32 bytes; anything else throws a `RangeError`. */
  constructor(private readonly key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`The master key must have ${KEY_BYTES} bytes`);
    this.sealingKey = this.derive('seal');
  }

  /** Encrypts `plain`. The same `context` (what it is, whose it is) must be given to {@link open}. */
  seal(plain: Buffer, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey, nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Decrypts what {@link seal} made. Throws an `Error` when the key, the context or a byte differs. */
  open(sealed: Buffer, context: string): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(-TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }

  /** A 32-byte key for one use, named by `label`. */
  derive(label: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.key, Buffer.alloc(0), `portero/${label}`, KEY_BYTES));
  }
}
