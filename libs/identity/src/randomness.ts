import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Where unpredictable values come from. Injected, so that a test can decide them. */
export abstract class Randomness {
  /** A version 4 UUID (RFC 9562). */
  abstract uuid(): string;
  /** `count` bytes. */
  abstract bytes(count: number): Buffer;
  /** A run of decimal digits, each equally likely; leading zeros occur. */
  abstract digits(count: number): string;
}

/** The operating system's generator. */
export class SystemRandomness extends Randomness {
  override uuid(): string {
    return randomUUID();
  }

  override bytes(count: number): Buffer {
    return randomBytes(count);
  }

  override digits(count: number): string {
    return Array.from({ length: count }, () => randomInt(10)).join('');
  }
}
