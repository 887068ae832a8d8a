import { createHash, createHmac, hash as digestOf } from 'node:crypto';
import {
  type ForeignHash,
  type FormatReader,
  fromBase64,
  fromHex,
  sameBytes,
  UnusableHashError,
  type InnerHash,
} from './foreign-hash';
import { repeated } from './repeated-digest';

const CHEAP = { milliseconds: 0.01, memoryBytes: 1024 };

/** Bytes of a digest. */
const SIZES: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };
/** A digest that is truncated below this length would match guesses. */
const LEAST_BYTES = 8;

/**
 * A plain digest of the password between two texts or salts. It may be truncated, as in Ion Auth. Throws
 * `UnusableHashError` when no password could match.
 */
export function digestHash(algorithm: string, hash: Buffer, [before, after]: readonly [Buffer, Buffer]): ForeignHash {
  const size = SIZES[algorithm] ?? 0;
  if (hash.length > size || hash.length < LEAST_BYTES)
    throw new UnusableHashError(`${algorithm} is not ${size} bytes long`);
  const isSalted = before.length + after.length > 0;
  const compute = (password: string): Buffer =>
    createHash(algorithm).update(before).update(password, 'utf8').update(after).digest().subarray(0, hash.length);
  const salts = () => (after.length === 0 ? saltOf(before, 'salt+password') : saltOf(after, 'password+salt'));
  return {
    label: isSalted ? `salted-${algorithm}` : algorithm,
    cost: CHEAP,
    matches: (password) => Promise.resolve(sameBytes(compute(password), hash)),
    inner: () => ({ digest: hash, compute, recipe: { algorithm, ...salts() } }),
  };
}

function saltOf(salt: Buffer, layout: string): Readonly<Record<string, string>> {
  return salt.length === 0 ? {} : { salt: salt.toString('hex'), saltEncoding: 'hex', layout };
}

/**
 * An HMAC: `parts` says which part is the key and which the message.
 * @param recipe the object that describes it without the digest; `null` where none does
 */
export function hmacHash(
  algorithm: string,
  hash: Buffer,
  parts: (password: Buffer) => readonly [key: Buffer, message: Buffer],
  recipe: InnerHash['recipe'] | null,
): ForeignHash {
  const compute = (password: string): Buffer => {
    const [key, message] = parts(Buffer.from(password));
    return createHmac(algorithm, key).update(message).digest();
  };
  return {
    label: `hmac-${algorithm}`,
    cost: CHEAP,
    matches: (password) => Promise.resolve(sameBytes(compute(password), hash)),
    ...(recipe === null ? {} : { inner: () => ({ digest: hash, compute, recipe }) }),
  };
}

const NOTHING = Buffer.alloc(0);
const BY_LENGTH: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
const DJANGO = /^(md5|sha1)\$([^$]*)\$([0-9a-f]+)$/u;
const OLD_WERKZEUG = /^(sha224|sha256|sha384|sha512)\$([^$]*)\$([0-9a-f]+)$/u;
const JOOMLA = /^([0-9a-f]{32}):([^:$]{1,64})$/iu;
/** MessageDigestPasswordEncoder of Spring: `{SHA-256}{salt}hex`. The braces are part of the salt. */
const SPRING_DIGEST = /^\{(MD5|SHA-1|SHA-256|SHA-512)\}(\{[^}]*\})?([0-9a-f]+)$/u;
/** StandardPasswordEncoder of Spring: eight bytes of salt and a digest of 1,024 rounds. */
const SPRING_STANDARD = /^\{sha256\}([0-9a-f]{80})$/u;
/** RFC 2307. */
const TAGGED = /^(?:\{ldap\})?\{(S?)(MD5|SHA|SHA-1|SHA256|SHA-256|SHA512|SHA-512)\}(.+)$/iu;

function tagged([, salted = '', tag = '', rest = '']: RegExpExecArray): ForeignHash {
  const name = tag.toLowerCase().replace('-', '');
  const algorithm = name === 'sha' ? 'sha1' : name;
  const [size, bytes] = [SIZES[algorithm] ?? 0, fromBase64(rest)];
  // Anything longer or shorter would never match, so it is refused.
  if (salted === '' ? bytes.length !== size : bytes.length <= size) throw new UnusableHashError(`{${tag}} is damaged`);
  return digestHash(algorithm, bytes.subarray(0, size), [NOTHING, bytes.subarray(size)]);
}

function springDigest([, id = '', salt = '', hex = '']: RegExpExecArray): ForeignHash {
  const [algorithm, bytes] = [id.toLowerCase().replace('-', ''), fromHex(hex)];
  if (bytes.length !== SIZES[algorithm]) throw new UnusableHashError(`{${id}} is damaged`);
  return digestHash(algorithm, bytes, [NOTHING, Buffer.from(salt)]);
}

const STANDARD_ROUNDS = 1024;

function springStandard(bytes: Buffer): ForeignHash {
  const [salt, made] = [bytes.subarray(0, 8), bytes.subarray(8)];
  return {
    label: `spring-sha256:${STANDARD_ROUNDS}`,
    cost: { milliseconds: 2, memoryBytes: 1024 },
    matches: async (password) => {
      const first = Buffer.concat([salt, Buffer.from(password)]);
      return sameBytes(await repeated(STANDARD_ROUNDS, first, (before) => digestOf('sha256', before, 'buffer')), made);
    },
  };
}

/** `null` for other formats. */
function springFormats(stored: string): ForeignHash | null {
  const digest = SPRING_DIGEST.exec(stored);
  if (digest) return springDigest(digest);
  const standard = SPRING_STANDARD.exec(stored);
  return standard && springStandard(fromHex(standard[1] ?? ''));
}

/** Digests in hex, and those of Django, Werkzeug, Joomla, Spring and LDAP. */
export const digestFormats: FormatReader = (stored) => {
  const bare = /^[0-9a-f]+$/iu.test(stored) ? BY_LENGTH[stored.length] : undefined;
  if (bare !== undefined) return digestHash(bare, fromHex(stored), [NOTHING, NOTHING]);
  const [, algorithm, salt = '', hex = ''] = DJANGO.exec(stored) ?? [];
  if (algorithm !== undefined) return digestHash(algorithm, fromHex(hex), [Buffer.from(salt), NOTHING]);
  const werkzeug = OLD_WERKZEUG.exec(stored);
  if (werkzeug) {
    const key = Buffer.from(werkzeug[2] ?? '');
    const salt = key.toString('hex');
    const recipe = { algorithm: 'hmac-sha256', salt, saltEncoding: 'hex', layout: 'salt+password' };
    const isDescribed = werkzeug[1] === 'sha256' && salt !== '';
    return hmacHash(
      werkzeug[1] ?? '',
      fromHex(werkzeug[3] ?? ''),
      (password) => [key, password],
      isDescribed ? recipe : null,
    );
  }
  const joomla = JOOMLA.exec(stored);
  if (joomla) return digestHash('md5', fromHex(joomla[1] ?? ''), [NOTHING, Buffer.from(joomla[2] ?? '')]);
  const ofSpring = springFormats(stored);
  if (ofSpring) return ofSpring;
  const byTag = TAGGED.exec(stored);
  return byTag && tagged(byTag);
};
