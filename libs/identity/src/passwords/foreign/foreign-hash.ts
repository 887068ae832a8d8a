import { timingSafeEqual } from 'node:crypto';

/** A hash of another system that was parsed and is not too expensive. */
export interface ForeignHash {
  /** Format and cost, such as `bcrypt:10`; at most 60 characters. */
  readonly label: string;
  /** The approximate time of one comparison on one core. */
  readonly cost: Cost;
  /** Whether it was made from `password`. */
  matches(password: string): Promise<boolean>;
  /** Present if a slow hash can be put around it. */
  readonly inner?: () => InnerHash;
}

/** A hash that a slow one can be put around, without the password. */
export interface InnerHash {
  /** The digest that was stored. */
  readonly digest: Buffer;
  /** The form in which a hash is stored. */
  readonly compute: (password: string) => Buffer | Promise<Buffer>;
  /**
   * The object that describes it, without the digest. Peppers are given by name. For bcrypt, `salt` is everything
   * before the digest.
   */
  readonly recipe: Readonly<Record<string, unknown>>;
}

/** The cost of a comparison. */
export interface Cost {
  readonly milliseconds: number;
  readonly memoryBytes: number;
}

/** Why a hash cannot be used. The message names the reason and never the hash. */
export class UnusableHashError extends Error {
  override readonly name = 'UnusableHashError';
}

/** Values of settings that hashes name, such as the pepper of Devise. */
export type Peppers = Readonly<Record<string, string>>;

/** Compares with argon2, of every kind. */
export type VerifyArgon2 = (stored: string, password: string) => Promise<boolean>;

/** Data that reading a hash may need. */
export interface ReadingContext {
  readonly peppers: Peppers;
  readonly verifyArgon2: VerifyArgon2;
}

/** One family of formats: `null` when the text is of another one. Throws `UnusableHashError`. */
export type FormatReader = (stored: string, context: ReadingContext) => ForeignHash | null;

const MAX_MILLISECONDS = 2000;
const MAX_MEMORY = 256 * 1024 * 1024;

/** Refuses a hash whose comparison would be an attack on the service. */
export function assertAffordable({ label, cost }: Pick<ForeignHash, 'label' | 'cost'>): void {
  if (!(cost.milliseconds <= MAX_MILLISECONDS))
    throw new UnusableHashError(`${label} would take more than 2 seconds a log-in`);
  if (!(cost.memoryBytes <= MAX_MEMORY)) throw new UnusableHashError(`${label} would take more than 256 MB a log-in`);
}

/** A whole number in a hash. Throws `UnusableHashError` when it is not one, or is out of range. */
export function count(text: unknown, name: string, most = 2 ** 31 - 1): number {
  const value = typeof text === 'number' ? text : /^\d{1,10}$/u.test(String(text)) ? Number(text) : Number.NaN;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UnusableHashError(`${name} is not a number from 1 to ${most}`);
}

/** Bytes in hex. Throws `UnusableHashError`. */
export function fromHex(text: string, name = 'hash'): Buffer {
  if (text.length % 2 === 0 && /^[0-9a-f]+$/iu.test(text)) return Buffer.from(text, 'hex');
  throw new UnusableHashError(`${name} is not hex`);
}

/** Bytes in base64 with or without padding, also with `.` for `+` as passlib writes it. Throws `UnusableHashError`. */
export function fromBase64(text: string, name = 'hash'): Buffer {
  if (/^[A-Za-z0-9+/._-]+={0,2}$/u.test(text)) return Buffer.from(text.replaceAll('.', '+'), 'base64');
  throw new UnusableHashError(`${name} is not base64`);
}

/** Compares two digests in constant time. */
export function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
