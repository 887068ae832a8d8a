import { deriveKey, KEY_BYTES, open, openOrNull, seal } from './sealed-box';

/** The key with which data was sealed. */
export type SealedWith = 'current' | 'previous';

/**
 * The only secret that is never in the database. It seals data that must be readable later (signing keys, waiting
 * mails), and derives the keys for data that is only compared (one-time codes, cursors).
 *
 * During a rotation a second key opens and verifies existing data; new data uses only the first key.
 *
 * AES-256-GCM (NIST SP 800-38D) under keys derived with HKDF-SHA-256 (RFC 5869).
 */
export class MasterKey {
  private readonly sealingKey: Buffer;
  private readonly previousSealingKey: Buffer | null;

  /**
   * @param key exactly 32 bytes; anything else throws a `RangeError`.
   * @param previous the previous key or, while the replicas get it, the next one; 32 bytes too
   */
  constructor(
    private readonly key: Buffer,
    private readonly previous: Buffer | null = null,
  ) {
    if ([key, ...(previous ? [previous] : [])].some(({ length }) => length !== KEY_BYTES)) {
      throw new RangeError(`The master key must have ${KEY_BYTES} bytes`);
    }
    this.sealingKey = deriveKey(key, 'seal');
    this.previousSealingKey = previous && deriveKey(previous, 'seal');
  }

  /** Whether there is a second key. */
  get hasPrevious(): boolean {
    return this.previous !== null;
  }

  /** Encrypts `plain`. The same `context` (what it is, whose it is) must be given to {@link open}. */
  seal(plain: Buffer, context: string): Buffer {
    return seal(this.sealingKey, plain, context);
  }

  /** Decrypts what {@link seal} made with either key. Throws an `Error` when the key, the context or a byte differs. */
  open(sealed: Buffer, context: string): Buffer {
    try {
      return open(this.sealingKey, sealed, context);
    } catch (error) {
      if (this.previousSealingKey === null) throw error;
      return open(this.previousSealingKey, sealed, context);
    }
  }

  /** The key with which {@link open} opens it; `null` when neither does. */
  sealedWith(sealed: Buffer, context: string): SealedWith | null {
    if (openOrNull(this.sealingKey, sealed, context) !== null) return 'current';
    const opensWithPrevious =
      this.previousSealingKey !== null && openOrNull(this.previousSealingKey, sealed, context) !== null;
    return opensWithPrevious ? 'previous' : null;
  }

  /** A 32-byte key for one use, named by `label`. */
  derive(label: string): Buffer {
    return deriveKey(this.key, label);
  }

  /**
   * The keys with which compared data may have been made: first that of {@link derive}, then that of the previous
   * master key.
   */
  deriveAll(label: string): readonly [Buffer, ...Buffer[]] {
    return [deriveKey(this.key, label), ...(this.previous ? [deriveKey(this.previous, label)] : [])];
  }
}
