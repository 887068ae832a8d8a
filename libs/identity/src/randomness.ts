import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** The source of unpredictable values. Injected, so that a test can set them. */
export abstract class Randomness {
  /** A version 4 UUID (RFC 9562). */
  abstract uuid(): string;
  /** `count` bytes. */
  abstract bytes(count: number): Buffer;
  /** A run of decimal digits, each equally likely; leading zeros occur. */
  abstract digits(count: number): string;

  /** A version 7 UUID (RFC 9562), which begins with a moment in milliseconds. */
  uuidAt(moment: Date): string {
    const bytes = this.bytes(16);
    bytes.writeUIntBE(moment.getTime(), 0, 6);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
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
