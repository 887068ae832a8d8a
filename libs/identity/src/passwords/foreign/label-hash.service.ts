import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../password-hasher';
import { UnusableHashError } from './foreign-hash';
import { RecognisingHasher, type WrappedHash } from './recognising-hasher';

/** Tells whether a log-in can use a hash, and its format. */
@Injectable()
export class LabelHash {
  readonly #hasher: RecognisingHasher;

  constructor(hasher: PasswordHasher) {
    if (!(hasher instanceof RecognisingHasher)) throw new TypeError('The hasher reads no hashes of other systems');
    this.#hasher = hasher;
  }

  /** Format and cost of a hash of another system; `null` for one of our own kind. Throws `UnusableHashError`. */
  of(stored: string): string | null {
    return this.#hasher.labelOf(stored);
  }

  /** Puts argon2id around a weak hash; `null` for one that is not weak or that is unusable. */
  async wrap(stored: string): Promise<WrappedHash | null> {
    try {
      return await this.#hasher.wrap(stored);
    } catch (error) {
      if (error instanceof UnusableHashError) return null;
      throw error;
    }
  }
}
