import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Which of the two keys a sealed thing was sealed with. */
export type SealedWith = 'current' | 'previous';

/**
 * The one secret that the database never sees. It seals what must be readable later (signing keys, mails that
 * wait) and derives the keys of everything that is only compared (one-time codes, cursors).
 *
 * While it is being rotated a second key opens, and proves, what was made under it; nothing new is.
 *
 * AES-256-GCM (NIST SP 800-38D) under keys derived with HKDF-SHA-256 (RFC 5869).
 */
export class MasterKey {
  private readonly sealingKey: Buffer;
  private readonly previousSealingKey: Buffer | null;

  /**
   * @param key exactly 32 bytes; anything else throws a `RangeError`.
   * @param previous the key before or, while the replicas are told of it, the one after; 32 bytes too
   */
  constructor(
    private readonly key: Buffer,
    private readonly previous: Buffer | null = null,
  ) {
    if ([key, ...(previous ? [previous] : [])].some(({ length }) => length !== KEY_BYTES)) {
      throw new RangeError(`The master key must have ${KEY_BYTES} bytes`);
    }
    this.sealingKey = deriveFrom(key, 'seal');
    this.previousSealingKey = previous && deriveFrom(previous, 'seal');
  }

  /** Whether a second key opens what the first does not. */
  get hasPrevious(): boolean {
    return this.previous !== null;
  }

  /** Encrypts `plain`. The same `context` (what it is, whose it is) must be given to {@link open}. */
  seal(plain: Buffer, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey, nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Decrypts what {@link seal} made with either key. Throws an `Error` when the key, the context or a byte differs. */
  open(sealed: Buffer, context: string): Buffer {
    try {
      return openWith(this.sealingKey, sealed, context);
    } catch (error) {
      if (this.previousSealingKey === null) throw error;
      return openWith(this.previousSealingKey, sealed, context);
    }
  }

  /** The key that {@link open} opens it with; `null` when neither does. */
  sealedWith(sealed: Buffer, context: string): SealedWith | null {
    if (opens(this.sealingKey, sealed, context)) return 'current';
    return this.previousSealingKey !== null && opens(this.previousSealingKey, sealed, context) ? 'previous' : null;
  }

  /** A 32-byte key for one use, named by `label`. */
  derive(label: string): Buffer {
    return deriveFrom(this.key, label);
  }

  /** The keys that what is compared may have been made with: that of {@link derive} first, then the previous one's. */
  deriveAll(label: string): readonly [Buffer, ...Buffer[]] {
    return [deriveFrom(this.key, label), ...(this.previous ? [deriveFrom(this.previous, label)] : [])];
  }
}

function deriveFrom(key: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `portero/${label}`, KEY_BYTES));
}

function openWith(key: Buffer, sealed: Buffer, context: string): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(-TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

function opens(key: Buffer, sealed: Buffer, context: string): boolean {
  try {
    openWith(key, sealed, context);
    return true;
  } catch {
    return false;
  }
}
