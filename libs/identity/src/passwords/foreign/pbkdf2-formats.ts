import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import {
  count,
  type ForeignHash,
  type FormatReader,
  fromBase64,
  fromHex,
  sameBytes,
  UnusableHashError,
} from './foreign-hash';

const derive = promisify(pbkdf2);

const DIGESTS: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** The parameters of PBKDF2. */
export interface Pbkdf2 {
  readonly digest: string;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** PBKDF2 (RFC 8018) of the password. */
export function pbkdf2Hash({ digest, iterations, salt, hash }: Pbkdf2): ForeignHash {
  const size = DIGESTS[digest];
  if (size === undefined) throw new UnusableHashError('PBKDF2 with another digest than SHA-1, SHA-256 or SHA-512');
  if (hash.length === 0) throw new UnusableHashError('PBKDF2 without a hash');
  const blocks = Math.ceil(hash.length / size);
  const compute = (password: string): Promise<Buffer> => derive(password, salt, iterations, hash.length, digest);
  const recipe = () => ({ algorithm: 'pbkdf2', digest, iterations, salt: salt.toString('hex'), saltEncoding: 'hex' });
  return {
    label: `pbkdf2-${digest}:${iterations}`,
    cost: { milliseconds: (iterations * blocks) / 1000, memoryBytes: 1024 },
    matches: async (password) => sameBytes(await compute(password), hash),
    inner: () => ({ digest: hash, compute, recipe: recipe() }),
  };
}

const DJANGO = /^pbkdf2_(sha1|sha256)\$(\d+)\$([^$]*)\$([^$]+)$/u;
const WERKZEUG = /^pbkdf2:(\w+)(?::(\d+))?\$([^$]*)\$([0-9a-f]+)$/iu;
const PASSLIB = /^\$pbkdf2(?:-(sha256|sha512))?\$(\d+)\$([^$]*)\$([^$]+)$/u;
/** Werkzeug's number of iterations before the hash contained it. */
const OLD_WERKZEUG = 150_000;
const SPRING = /^\{pbkdf2(@SpringSecurity_v5_8)?\}([0-9a-f]+)$/iu;

function spring(isNew: boolean, bytes: Buffer): ForeignHash {
  const saltLength = isNew ? 16 : 8;
  const [salt, hash] = [bytes.subarray(0, saltLength), bytes.subarray(saltLength)];
  return pbkdf2Hash(
    isNew ? { digest: 'sha256', iterations: 310_000, salt, hash } : { digest: 'sha1', iterations: 185_000, salt, hash },
  );
}

/** PBKDF2 as Django, Werkzeug, passlib and Spring write it. */
export const pbkdf2Formats: FormatReader = (stored) => {
  const [, ofDjango, djangoIterations, djangoSalt = '', djangoHash = ''] = DJANGO.exec(stored) ?? [];
  if (ofDjango !== undefined) {
    const iterations = count(djangoIterations, 'iterations');
    return pbkdf2Hash({ digest: ofDjango, iterations, salt: Buffer.from(djangoSalt), hash: fromBase64(djangoHash) });
  }
  const [, digest, times, salt = '', hex = ''] = WERKZEUG.exec(stored) ?? [];
  if (digest !== undefined) {
    const iterations = times === undefined ? OLD_WERKZEUG : count(times, 'iterations');
    return pbkdf2Hash({ digest, iterations, salt: Buffer.from(salt), hash: fromHex(hex) });
  }
  const passlib = PASSLIB.exec(stored);
  if (passlib) {
    const iterations = count(passlib[2], 'iterations');
    const [saltBytes, hash] = [fromBase64(passlib[3] ?? '', 'salt'), fromBase64(passlib[4] ?? '')];
    return pbkdf2Hash({ digest: passlib[1] ?? 'sha1', iterations, salt: saltBytes, hash });
  }
  const bySpring = SPRING.exec(stored);
  return bySpring && spring(bySpring[1] !== undefined, fromHex(bySpring[2] ?? ''));
};

const PRF = ['sha1', 'sha256', 'sha512'];
const V2_BYTES = 49;

/** ASP.NET Identity: base64 whose first byte is the version, 0 or 1. */
export const aspNetFormats: FormatReader = (stored) => {
  if (!/^A[A-Za-z0-9+/]{40,}={0,2}$/u.test(stored)) return null;
  const bytes = Buffer.from(stored, 'base64');
  if (bytes[0] === 0 && bytes.length === V2_BYTES) {
    return pbkdf2Hash({ digest: 'sha1', iterations: 1000, salt: bytes.subarray(1, 17), hash: bytes.subarray(17) });
  }
  if (bytes[0] !== 1 || bytes.length < 30) return null;
  const digest = PRF[bytes.readUInt32BE(1)] ?? 'unknown';
  const saltEnd = 13 + bytes.readUInt32BE(9);
  const iterations = count(bytes.readUInt32BE(5), 'iterations');
  return pbkdf2Hash({ digest, iterations, salt: bytes.subarray(13, saltEnd), hash: bytes.subarray(saltEnd) });
};
