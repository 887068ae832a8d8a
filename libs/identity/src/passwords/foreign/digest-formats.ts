import { createHash, createHmac } from 'node:crypto';
import { type ForeignHash, type FormatReader, fromBase64, fromHex, sameBytes } from './foreign-hash';

const CHEAP = { milliseconds: 0.01, memoryBytes: 1024 };

/** A plain digest of the password between two texts or salts. */
export function digestHash(algorithm: string, hash: Buffer, [before, after]: readonly [Buffer, Buffer]): ForeignHash {
  const isSalted = before.length + after.length > 0;
  return {
    label: isSalted ? `salted-${algorithm}` : algorithm,
    cost: CHEAP,
    matches: (password) =>
      Promise.resolve(
        sameBytes(createHash(algorithm).update(before).update(password, 'utf8').update(after).digest(), hash),
      ),
  };
}

/** An HMAC: `parts` says what of it is key and what is message. */
export function hmacHash(
  algorithm: string,
  hash: Buffer,
  parts: (password: Buffer) => readonly [key: Buffer, message: Buffer],
): ForeignHash {
  return {
    label: `hmac-${algorithm}`,
    cost: CHEAP,
    matches: (password) => {
      const [key, message] = parts(Buffer.from(password));
      return Promise.resolve(sameBytes(createHmac(algorithm, key).update(message).digest(), hash));
    },
  };
}

const NOTHING = Buffer.alloc(0);
const BY_LENGTH: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
const DJANGO = /^(md5|sha1)\$([^$]*)\$([0-9a-f]+)$/u;
const OLD_WERKZEUG = /^(sha224|sha256|sha384|sha512)\$([^$]*)\$([0-9a-f]+)$/u;
const JOOMLA = /^([0-9a-f]{32}):([^:$]{1,64})$/iu;
/** RFC 2307, and Spring's ids for a digest in hex. */
const TAGGED = /^(?:\{ldap\})?\{(S?)(MD5|SHA|SHA-1|SHA256|SHA-256|SHA512|SHA-512)\}(.+)$/iu;
const SIZES: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };

function tagged([, salted = '', tag = '', rest = '']: RegExpExecArray): ForeignHash {
  const name = tag.toLowerCase().replace('-', '');
  const algorithm = name === 'sha' ? 'sha1' : name;
  const size = SIZES[algorithm] ?? 0;
  if (rest.length === size * 2 && /^[0-9a-f]+$/iu.test(rest))
    return digestHash(algorithm, fromHex(rest), [NOTHING, NOTHING]);
  const bytes = fromBase64(rest);
  const salt = salted === '' ? NOTHING : bytes.subarray(size);
  return digestHash(algorithm, bytes.subarray(0, size), [NOTHING, salt]);
}

/** Digests in hex, and those of Django, Werkzeug, Joomla and LDAP. */
export const digestFormats: FormatReader = (stored) => {
  const bare = /^[0-9a-f]+$/iu.test(stored) ? BY_LENGTH[stored.length] : undefined;
  if (bare !== undefined) return digestHash(bare, fromHex(stored), [NOTHING, NOTHING]);
  const [, algorithm, salt = '', hex = ''] = DJANGO.exec(stored) ?? [];
  if (algorithm !== undefined) return digestHash(algorithm, fromHex(hex), [Buffer.from(salt), NOTHING]);
  const werkzeug = OLD_WERKZEUG.exec(stored);
  if (werkzeug) {
    const key = Buffer.from(werkzeug[2] ?? '');
    return hmacHash(werkzeug[1] ?? '', fromHex(werkzeug[3] ?? ''), (password) => [key, password]);
  }
  const joomla = JOOMLA.exec(stored);
  if (joomla) return digestHash('md5', fromHex(joomla[1] ?? ''), [NOTHING, Buffer.from(joomla[2] ?? '')]);
  const byTag = TAGGED.exec(stored);
  return byTag && tagged(byTag);
};
