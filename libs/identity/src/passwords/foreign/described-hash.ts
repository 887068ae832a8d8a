import { createHash } from 'node:crypto';
import { argon2Formats } from './argon2-formats';
import { bcryptHash, bcryptWithin } from './bcrypt-formats';
import { digestHash, hmacHash } from './digest-formats';
import {
  count,
  type ForeignHash,
  type FormatReader,
  fromBase64,
  fromHex,
  type InnerHash,
  type Peppers,
  type ReadingContext,
  UnusableHashError,
} from './foreign-hash';
import { keycloakHash } from './keycloak-format';
import { pbkdf2Hash } from './pbkdf2-formats';
import { firebaseHash, scryptHash } from './scrypt-formats';

type Fields = Readonly<Record<string, unknown>>;

function text(fields: Fields, name: string): string {
  const value = fields[name] ?? '';
  if (typeof value === 'string') return value;
  throw new UnusableHashError(`${name} is not text`);
}

function bytes(value: string, encoding: string, name: string): Buffer {
  if (value === '') return Buffer.alloc(0);
  if (encoding === 'text') return Buffer.from(value);
  if (encoding === 'base64') return fromBase64(value, name);
  if (encoding === 'hex') return fromHex(value, name);
  throw new UnusableHashError(`${name} is in an unknown encoding`);
}

function pepperOf(fields: Fields, peppers: Peppers): string {
  const name = text(fields, 'pepper');
  if (name === '') return '';
  const value = Object.hasOwn(peppers, name) ? peppers[name] : undefined;
  if (value === undefined) throw new UnusableHashError(`PASSWORD_PEPPERS has no ${name.slice(0, 60)}`);
  return value;
}

/** How Myth:Auth and the first releases of Shield, both for CodeIgniter, prepare a password for bcrypt. */
const sha384 = (password: string): string => createHash('sha384').update(password).digest('base64');

function prehashOf(fields: Fields): (password: string) => string {
  const name = text(fields, 'prehash');
  if (name === 'sha384') return sha384;
  if (name === '') return (password) => password;
  throw new UnusableHashError('prehash is unknown');
}

function digested(algorithm: string, hash: Buffer, fields: Fields, salt: Buffer, pepper: Buffer): ForeignHash {
  const isLast = text(fields, 'layout') === 'password+salt';
  if (algorithm !== 'hmac-sha256') {
    const after = Buffer.concat([isLast ? salt : Buffer.alloc(0), pepper]);
    return digestHash(algorithm, hash, [isLast ? Buffer.alloc(0) : salt, after]);
  }
  if (pepper.length > 0) {
    const peppered = (password: Buffer) => Buffer.concat(isLast ? [password, salt] : [salt, password]);
    return hmacHash('sha256', hash, (password) => [pepper, peppered(password)], fields);
  }
  return hmacHash('sha256', hash, (password) => (isLast ? [password, salt] : [salt, password]), fields);
}

function byAlgorithm(fields: Fields, peppers: Peppers): ForeignHash {
  const [algorithm, pepper] = [text(fields, 'algorithm'), pepperOf(fields, peppers)];
  if (algorithm === 'bcrypt') {
    const prepare = prehashOf(fields);
    const peppered = (password: string): string => prepare(password + pepper);
    return 'wrapped' in fields
      ? bcryptWithin(text(fields, 'salt'), peppered)
      : bcryptHash(text(fields, 'hash'), peppered);
  }
  const encoding = fields['encoding'] === undefined ? 'hex' : text(fields, 'encoding');
  const isFirebase = algorithm === 'firebase-scrypt';
  const hash = bytes(text(fields, 'hash'), isFirebase ? 'base64' : encoding, 'hash');
  const salt = bytes(text(fields, 'salt'), isFirebase ? 'base64' : text(fields, 'saltEncoding') || 'text', 'salt');
  if (hash.length === 0) throw new UnusableHashError('hash is missing');
  switch (algorithm) {
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512':
    case 'hmac-sha256':
      return digested(algorithm, hash, fields, salt, Buffer.from(pepper));
    case 'pbkdf2': {
      const digest = text(fields, 'digest') || 'sha256';
      return pbkdf2Hash({ digest, iterations: count(fields['iterations'], 'iterations'), salt, hash });
    }
    case 'scrypt': {
      const [N, r] = [count(fields['iterations'], 'iterations', 2 ** 24), count(fields['memory'] ?? 8, 'memory', 1024)];
      return scryptHash({ N, r, p: count(fields['parallelism'] ?? 1, 'parallelism', 1024), salt }, hash);
    }
    case 'firebase-scrypt': {
      const N = 2 ** count(fields['memory'], 'memory', 24);
      const joined = Buffer.concat([salt, bytes(text(fields, 'saltSeparator'), 'base64', 'saltSeparator')]);
      const parameters = { N, r: count(fields['iterations'], 'iterations', 1024), p: 1, salt: joined };
      return firebaseHash(parameters, fromBase64(pepper, 'pepper'), hash);
    }
    default:
      throw new UnusableHashError('algorithm is unknown');
  }
}

/** A hash that a JSON object describes, and Keycloak's JSON. */
export const describedFormats: FormatReader = (stored, context) => {
  if (!/^\{\s*"/u.test(stored)) return null;
  let fields: unknown;
  try {
    fields = JSON.parse(stored);
  } catch {
    throw new UnusableHashError('the object is not JSON');
  }
  const read = fields as Fields;
  if ('credentialData' in read) return keycloakHash(read, context);
  if ('wrapped' in read) return wrappedHash(read, context);
  const { inner, ...hash } = byAlgorithm(read, context.peppers);
  return inner === undefined ? hash : { ...hash, inner: () => ({ ...inner(), recipe: recipeOf(read, inner()) }) };
};

/** For bcrypt, the hash contains the salt. */
function recipeOf(read: Fields, { recipe }: InnerHash): Fields {
  return read['algorithm'] === 'bcrypt' ? { ...read, ...recipe } : read;
}

/**
 * Puts argon2id around another hash: the object that describes it, with `wrapped` in place of the hash.
 * @param outer the PHC string that argon2id made of {@link InnerHash.digest} in hex
 */
export function wrapped({ digest, recipe }: InnerHash, outer: string): string {
  const kept = Object.entries(recipe).filter(([field]) => field !== 'hash' && field !== 'encoding');
  return JSON.stringify({ ...Object.fromEntries(kept), bytes: digest.length, wrapped: outer });
}

const MAX_BYTES = 512;

function wrappedHash(fields: Fields, context: ReadingContext): ForeignHash {
  const outer = argon2Formats(text(fields, 'wrapped'), context);
  if (outer === null) throw new UnusableHashError('wrapped is not argon2');
  const hash = '00'.repeat(count(fields['bytes'], 'bytes', MAX_BYTES));
  const { inner, label, cost } = byAlgorithm({ ...fields, hash, encoding: 'hex' }, context.peppers);
  if (inner === undefined) throw new UnusableHashError('wrapped is around another algorithm');
  return {
    label: `wrapped-${label}`,
    cost: {
      milliseconds: cost.milliseconds + outer.cost.milliseconds,
      memoryBytes: Math.max(cost.memoryBytes, outer.cost.memoryBytes),
    },
    matches: async (password) => outer.matches((await inner().compute(password)).toString('hex')),
  };
}
