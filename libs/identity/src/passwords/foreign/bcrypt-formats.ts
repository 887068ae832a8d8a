import { createHash, createHmac } from 'node:crypto';
import { type ForeignHash, type FormatReader, UnusableHashError, type InnerHash } from './foreign-hash';
import { alsoSlashed } from './slashed-password';

const BCRYPT = /^\$2([abxy]?)\$(\d\d)\$[./A-Za-z0-9]{53}$/u;

/** The alphabet of bcrypt, in the order of base64's. */
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The length of `$2b$10$`, and of this with the salt. */
const HEAD = 7;
const HEAD_AND_SALT = 29;
/** A placeholder for the digest: with the head and the salt it makes a hash that can be read. */
const NO_DIGEST = '.'.repeat(31);

/** Milliseconds of cost 0 on one core. A hash takes this times two to the power of its cost. */
const MILLISECONDS = 0.06;

/** bcrypt of the password after `prepare`. It reads only the first 72 bytes, like every implementation. */
export function bcryptHash(
  stored: string,
  prepare: (password: string) => string = (password) => password,
  name = 'bcrypt',
): ForeignHash {
  const [, variant, digits] = BCRYPT.exec(stored) ?? [];
  if (digits === undefined) throw new UnusableHashError(`${name} is damaged`);
  if (variant === 'x' || variant === '')
    throw new UnusableHashError(`${name} of the variant 2${variant} is known to be broken`);
  const cost = Number(digits);
  return {
    label: `${name}:${cost}`,
    cost: { milliseconds: 2 ** cost * MILLISECONDS, memoryBytes: 4096 },
    matches: async (password) => {
      const { verify } = await import('@node-rs/bcrypt');
      return verify(prepare(password), stored.replace(/^\$2y/u, '$2b'));
    },
    // Other formats cannot be described by an object.
    ...(name === 'bcrypt' ? { inner: () => innerBcrypt(stored, cost, prepare) } : {}),
  };
}

function innerBcrypt(stored: string, cost: number, prepare: (password: string) => string): InnerHash {
  const salt = bytesOf(stored.slice(HEAD, HEAD_AND_SALT));
  return {
    digest: bytesOf(stored.slice(HEAD_AND_SALT)),
    compute: async (password) => {
      const { hash } = await import('@node-rs/bcrypt');
      return bytesOf((await hash(prepare(password), cost, salt)).slice(HEAD_AND_SALT));
    },
    recipe: { algorithm: 'bcrypt', salt: stored.slice(0, HEAD_AND_SALT) },
  };
}

/** Without the padding bits of the last character. */
function bytesOf(text: string): Buffer {
  return Buffer.from(
    text.replace(/./gu, (character) => BASE64[ALPHABET.indexOf(character)] ?? ''),
    'base64',
  );
}

/** bcrypt inside another hash. @param salt everything before the digest, as in {@link InnerHash.recipe} */
export function bcryptWithin(salt: string, prepare: (password: string) => string): ForeignHash {
  return bcryptHash(`${salt}${NO_DIGEST}`, prepare);
}

const sha256Hex = (password: string): string => createHash('sha256').update(password).digest('hex');

const wordpress = (password: string): string =>
  createHmac('sha384', 'wp-sha384').update(password.trim()).digest('base64');

/** `$bcrypt-sha256$v=2,t=2b,r=12$salt$digest` */
const PASSLIB = /^\$bcrypt-sha256\$v=2,t=(2[ab]),r=(\d+)\$([^$]{22})\$([^$]{31})$/u;

function passlib(stored: string): ForeignHash {
  const [, variant, rounds, salt = '', digest] = PASSLIB.exec(stored) ?? [];
  if (rounds === undefined) throw new UnusableHashError('bcrypt-sha256 is damaged or of version 1');
  const key = (password: string): string => createHmac('sha256', salt).update(password).digest('base64');
  return bcryptHash(`$${variant}$${rounds.padStart(2, '0')}$${salt}${digest}`, key, 'bcrypt-sha256');
}

/** bcrypt, and its variants in Django, passlib and WordPress. */
export const bcryptFormats: FormatReader = (stored) => {
  if (stored.startsWith('$2')) return bcryptHash(stored);
  if (stored.startsWith('bcrypt$')) return bcryptHash(stored.slice('bcrypt$'.length));
  if (stored.startsWith('bcrypt_sha256$'))
    return bcryptHash(stored.slice('bcrypt_sha256$'.length), sha256Hex, 'django-bcrypt-sha256');
  if (stored.startsWith('$wp$2'))
    return alsoSlashed(bcryptHash(stored.slice('$wp'.length), wordpress, 'wordpress-bcrypt'));
  return stored.startsWith('$bcrypt-sha256$') ? passlib(stored) : null;
};
