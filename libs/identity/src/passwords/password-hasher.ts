import type { OnApplicationShutdown } from '@nestjs/common';
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

/** The costs of argon2id, named as both implementations name them; memory in KiB. */
export interface Argon2Costs {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** An implementation of argon2id. All of them write and read the same PHC strings. */
export interface Argon2Engine {
  hash(password: string, costs: Argon2Costs): Promise<string>;
  /** Rejects, or resolves to `false`, for a damaged `stored`. */
  verify(stored: string, password: string): Promise<boolean>;
  /** Frees its resources. No method may be called afterwards. */
  close?(): Promise<void>;
}

/** The version of RFC 9106, and the costs. */
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/u;

/** argon2id (RFC 9106), the default of the OWASP Password Storage Cheat Sheet. */
export class Argon2Hasher extends PasswordHasher implements OnApplicationShutdown {
  private readonly costs: Argon2Costs;

  constructor(
    costs: Pick<HashingPolicy, 'memoryKib' | 'passes' | 'parallelism'>,
    private readonly engine: Argon2Engine,
  ) {
    super();
    this.costs = { memoryCost: costs.memoryKib, timeCost: costs.passes, parallelism: costs.parallelism };
  }

  /** To be called after the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.engine.close?.();
  }

  override hash(password: string): Promise<string> {
    return this.engine.hash(password, this.costs);
  }

  override recognises(stored: string): boolean {
    return stored.startsWith('$argon2id$');
  }

  override async matches(password: string, stored: string): Promise<boolean> {
    try {
      return await this.engine.verify(stored, password);
    } catch {
      return false;
    }
  }

  override isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism } = this.costs;
    const costs = PHC.exec(stored)?.slice(1).map(Number);
    return costs?.join() !== [memoryCost, timeCost, parallelism].join();
  }
}
