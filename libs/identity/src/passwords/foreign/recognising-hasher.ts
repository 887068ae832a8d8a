import type { OnApplicationShutdown } from '@nestjs/common';
import { type Argon2Engine, type Argon2Hasher, PasswordHasher } from '../password-hasher';
import { wrapped } from './described-hash';
import { type ForeignHash, type Peppers, UnusableHashError } from './foreign-hash';
import { readForeignHash } from './read-foreign-hash';
import { isWeakLabel } from './weak-formats';

/** A weak hash inside a slow one, and its label. */
export interface WrappedHash {
  readonly hash: string;
  readonly label: string;
}

/** Makes our own hashes, and also compares with hashes of other systems. Those always count as outdated. */
export class RecognisingHasher extends PasswordHasher implements OnApplicationShutdown {
  constructor(
    private readonly ours: Argon2Hasher,
    private readonly engine: Argon2Engine,
    private readonly peppers: Peppers,
  ) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.ours.onApplicationShutdown();
  }

  override hash(password: string): Promise<string> {
    return this.ours.hash(password);
  }

  override recognises(stored: string): boolean {
    return this.ours.recognises(stored) || this.tryReading(stored) !== null;
  }

  override async matches(password: string, stored: string): Promise<boolean> {
    if (this.ours.recognises(stored)) return this.ours.matches(password, stored);
    try {
      return (await this.tryReading(stored)?.matches(password)) ?? false;
    } catch {
      // It matches nothing, like a damaged hash of our own.
      return false;
    }
  }

  override isOutdated(stored: string): boolean {
    return !this.ours.recognises(stored) || this.ours.isOutdated(stored);
  }

  /** Reads a hash of another system. Throws `UnusableHashError`. */
  read(stored: string): ForeignHash {
    const verifyArgon2 = (hash: string, password: string): Promise<boolean> => this.engine.verify(hash, password);
    return readForeignHash(stored, { peppers: this.peppers, verifyArgon2 });
  }

  /** Format and cost of a hash of another system; `null` for one of our own kind. Throws `UnusableHashError`. */
  labelOf(stored: string): string | null {
    // A hash of our own format that another system made may be damaged or too expensive.
    const { label } = this.read(stored);
    return this.ours.recognises(stored) ? null : label;
  }

  /**
   * Wraps a weak hash of another system in one of ours, without the password. `null` for a hash that is not weak.
   * Throws `UnusableHashError`.
   */
  async wrap(stored: string): Promise<WrappedHash | null> {
    const { inner, label } = this.read(stored);
    if (inner === undefined || !isWeakLabel(label)) return null;
    const hash = wrapped(inner(), await this.ours.hash(inner().digest.toString('hex')));
    return { hash, label: this.read(hash).label };
  }

  private tryReading(stored: string): ForeignHash | null {
    try {
      return this.read(stored);
    } catch (error) {
      if (error instanceof UnusableHashError) return null;
      throw error;
    }
  }
}
