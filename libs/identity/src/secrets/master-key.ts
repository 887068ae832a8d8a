import { deriveKey, KEY_BYTES, open, openOrNull, seal } from './sealed-box';

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
    this.sealingKey = deriveKey(key, 'seal');
    this.previousSealingKey = previous && deriveKey(previous, 'seal');
  }

  /** Whether a second key opens what the first does not. */
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

  /** The key that {@link open} opens it with; `null` when neither does. */
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

  /** The keys that what is compared may have been made with: that of {@link derive} first, then the previous one's. */
  deriveAll(label: string): readonly [Buffer, ...Buffer[]] {
    return [deriveKey(this.key, label), ...(this.previous ? [deriveKey(this.previous, label)] : [])];
  }
}
