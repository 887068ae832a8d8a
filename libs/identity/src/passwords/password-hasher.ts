import * as argon2 from 'argon2';
import type { HashingPolicy } from '../identity-policy';

/** One way of hashing passwords into a self-describing string (PHC format). */
export abstract class PasswordHasher {
  /** Hashes a password for storage. */
  abstract hash(password: string): Promise<string>;
  /** Whether `stored` is of this hasher's kind. */
  abstract recognises(stored: string): boolean;
  /** Whether `password` is what `stored` was made from. A damaged `stored` matches nothing. */
  abstract matches(password: string, stored: string): Promise<boolean>;
  /** Whether `stored` was made with other costs than {@link hash} uses now. */
  abstract isOutdated(stored: string): boolean;
}

/** argon2id (RFC 9106), the default of the OWASP Password Storage Cheat Sheet. */
export class Argon2Hasher extends PasswordHasher {
  private readonly options: { memoryCost: number; timeCost: number; parallelism: number };

  constructor(costs: Pick<HashingPolicy, 'memoryKib' | 'passes' | 'parallelism'>) {
    super();
    this.options = { memoryCost: costs.memoryKib, timeCost: costs.passes, parallelism: costs.parallelism };
  }

  override hash(password: string): Promise<string> {
    return argon2.hash(password, { type: argon2.argon2id, ...this.options });
  }

  override recognises(stored: string): boolean {
    return stored.startsWith('$argon2id$');
  }

  override async matches(password: string, stored: string): Promise<boolean> {
    try {
      return await argon2.verify(stored, password);
    } catch {
      return false;
    }
  }

  override isOutdated(stored: string): boolean {
    return argon2.needsRehash(stored, this.options);
  }
}
