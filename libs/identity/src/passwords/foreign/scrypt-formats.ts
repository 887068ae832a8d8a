import { createCipheriv, createHmac, scrypt } from 'node:crypto';
import { count, type ForeignHash, type FormatReader, fromBase64, fromHex, sameBytes } from './foreign-hash';

/** The parameters of scrypt (RFC 7914). */
export interface Scrypt {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
}

const MAX_COST = 2 ** 24;

function derive(password: string, { N, r, p, salt }: Scrypt, length: number): Promise<Buffer> {
  const maxmem = 128 * N * r * 2 + 128 * r * p;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, { N, r, p, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function costOf({ N, r, p }: Scrypt) {
  return { milliseconds: (N * r * p * 0.4) / 1000, memoryBytes: 128 * N * r };
}

/** scrypt of the password. */
export function scryptHash(parameters: Scrypt, hash: Buffer): ForeignHash {
  const { N, r, p } = parameters;
  return {
    label: `scrypt:${N}:${r}:${p}`,
    cost: costOf(parameters),
    matches: async (password) => sameBytes(await derive(password, parameters, hash.length), hash),
  };
}

/** Firebase: the key from scrypt encrypts the project's signer key; the result is the hash. */
export function firebaseHash(parameters: Scrypt, signerKey: Buffer, hash: Buffer): ForeignHash {
  return {
    label: `firebase-scrypt:${parameters.N}:${parameters.r}`,
    cost: costOf(parameters),
    matches: async (password) => {
      const key = await derive(password, parameters, 32);
      const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
      return sameBytes(Buffer.concat([cipher.update(signerKey), cipher.final()]), hash);
    },
  };
}

const DJANGO = /^scrypt\$(\d+)\$([^$]*)\$(\d+)\$(\d+)\$([^$]+)$/u;
const WERKZEUG = /^scrypt:(\d+):(\d+):(\d+)\$([^$]*)\$([0-9a-f]+)$/iu;
/** PHC string: `ln` is the logarithm of N as in passlib, `n` is N as AdonisJS writes it. */
const PHC = /^\$scrypt\$(ln|n)=(\d+),r=(\d+),p=(\d+)\$([^$]*)\$([^$]+)$/u;
/** Better Auth and Lucia: the salt is the text, not the bytes. */
const BETTER_AUTH = /^(?:s2:)?([0-9a-zA-Z]{16,32}):([0-9a-f]{128})$/u;
/** The header of the scrypt program, which scrypt-kdf of npm writes in base64. */
const SCRYPT_KDF = /^c2NyeXB0A[A-Za-z0-9+/]{119}$/u;
const SPRING = /^(?:\{scrypt(?:@SpringSecurity_v5_8)?\})?\$([0-9a-f]{4,8})\$([^$]+)\$([^$]+)$/iu;

function numbers(N: unknown, r: unknown, p: unknown): Omit<Scrypt, 'salt'> {
  return { N: count(N, 'N', MAX_COST), r: count(r, 'r', MAX_COST), p: count(p, 'p', MAX_COST) };
}

/** Formats of npm packages. */
function nodeFormats(stored: string): ForeignHash | null {
  const [, salt, hex = ''] = BETTER_AUTH.exec(stored) ?? [];
  if (salt !== undefined) {
    const hash = scryptHash({ N: 16_384, r: 16, p: 1, salt: Buffer.from(salt) }, fromHex(hex));
    return { ...hash, matches: (password) => hash.matches(password.normalize('NFKC')) };
  }
  return SCRYPT_KDF.test(stored) ? scryptKdf(Buffer.from(stored, 'base64')) : null;
}

/** Magic, parameters and salt; half of a digest of them; and an HMAC of all that with the derived key. */
function scryptKdf(bytes: Buffer): ForeignHash {
  const [logN, r, p] = [bytes.readUInt8(7), bytes.readUInt32BE(8), bytes.readUInt32BE(12)];
  const parameters = { ...numbers(2 ** count(logN, 'logN', 24), r, p), salt: bytes.subarray(16, 48) };
  return {
    label: `scrypt:${parameters.N}:${r}:${p}`,
    cost: costOf(parameters),
    matches: async (password) => {
      const key = (await derive(password, parameters, 64)).subarray(32);
      return sameBytes(createHmac('sha256', key).update(bytes.subarray(0, 64)).digest(), bytes.subarray(64));
    },
  };
}

/** scrypt as Django, Werkzeug, passlib, AdonisJS, Better Auth, scrypt-kdf and Spring write it. */
export const scryptFormats: FormatReader = (stored) => {
  const django = DJANGO.exec(stored);
  if (django) {
    const [, N, salt = '', r, p, hash = ''] = django;
    return scryptHash({ ...numbers(N, r, p), salt: Buffer.from(salt) }, fromBase64(hash));
  }
  const werkzeug = WERKZEUG.exec(stored);
  if (werkzeug) {
    const [, N, r, p, salt = '', hash = ''] = werkzeug;
    return scryptHash({ ...numbers(N, r, p), salt: Buffer.from(salt) }, fromHex(hash));
  }
  const phc = PHC.exec(stored);
  if (phc) {
    const [, name, cost, r, p, salt = '', hash = ''] = phc;
    const N = name === 'ln' ? 2 ** count(cost, 'ln', 24) : cost;
    return scryptHash({ ...numbers(N, r, p), salt: fromBase64(salt, 'salt') }, fromBase64(hash));
  }
  const ofNode = nodeFormats(stored);
  if (ofNode) return ofNode;
  const spring = SPRING.exec(stored);
  if (!spring) return null;
  const packed = Number.parseInt(spring[1] ?? '', 16);
  const parts = numbers(2 ** (packed >>> 16), (packed >>> 8) & 255, packed & 255);
  return scryptHash({ ...parts, salt: fromBase64(spring[2] ?? '', 'salt') }, fromBase64(spring[3] ?? ''));
};
