import { hash } from 'node:crypto';
import { count, type ForeignHash, type FormatReader, sameBytes, UnusableHashError } from './foreign-hash';
import { cryptText, repeated } from './repeated-digest';

/** One call per digest: a hash object in each round costs several times as much. */
const digest = (algorithm: string, ...parts: readonly Buffer[]): Buffer =>
  hash(algorithm, Buffer.concat(parts), 'buffer');

const NOTHING = Buffer.alloc(0);

/** Repeats `bytes` up to the given length. */
const stretched = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes);

/** For each bit of a length, one of two parts of a text: one for set bits, the other for zero bits. */
function byBits(length: number, one: Buffer, zero: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let left = length; left > 0; left >>= 1) parts.push(left & 1 ? one : zero);
  return parts;
}

/** The order in which glibc writes the bytes: three interleaved thirds that rotate, and the remaining bytes. */
function shaOrder(size: number, step: number): number[] {
  const [third, order] = [Math.floor(size / 3), [] as number[]];
  let group = [0, third, 2 * third];
  for (let index = 0; index < third; index += 1) {
    order.push(...[...group].reverse());
    group = (step === 1 ? [group[1], group[2], group[0]] : [group[2], group[0], group[1]]).map((each = 0) => each + 1);
  }
  for (let rest = size - 1; rest >= 3 * third; rest -= 1) order.push(rest);
  return size === 32 ? [...order.slice(0, -2), 30, 31] : order;
}

const SHA = { sha256: shaOrder(32, 2), sha512: shaOrder(64, 1) };

async function shaCrypt(
  algorithm: 'sha256' | 'sha512',
  password: Buffer,
  salt: Buffer,
  rounds: number,
): Promise<string> {
  const [length, size] = [password.length, SHA[algorithm].length];
  const second = digest(algorithm, password, salt, password);
  const first = digest(algorithm, password, salt, stretched(second, length), ...byBits(length, second, password));
  const p = stretched(digest(algorithm, ...Array<Buffer>(length).fill(password)), length);
  const s = stretched(digest(algorithm, ...Array<Buffer>(16 + (first[0] ?? 0)).fill(salt)), salt.length);
  const last = await repeated(rounds, first.subarray(0, size), (before, index) =>
    digest(algorithm, index & 1 ? p : before, index % 3 ? s : NOTHING, index % 7 ? p : NOTHING, index & 1 ? before : p),
  );
  return cryptText(SHA[algorithm].map((at) => last[at] ?? 0));
}

const MD5_ORDER = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];

async function md5Crypt(magic: string, password: Buffer, salt: Buffer): Promise<string> {
  const second = digest('md5', password, salt, password);
  const bits = byBits(password.length, Buffer.from([0]), password.subarray(0, 1));
  const first = digest('md5', password, Buffer.from(magic), salt, stretched(second, password.length), ...bits);
  const last = await repeated(1000, first, (before, index) =>
    digest(
      'md5',
      index & 1 ? password : before,
      index % 3 ? salt : NOTHING,
      index % 7 ? password : NOTHING,
      index & 1 ? before : password,
    ),
  );
  return cryptText(MD5_ORDER.map((at) => last[at] ?? 0));
}

function hashOf(
  label: string,
  milliseconds: number,
  stored: string,
  make: (password: Buffer) => Promise<string>,
): ForeignHash {
  return {
    label,
    cost: { milliseconds, memoryBytes: 65_536 },
    matches: async (password) => sameBytes(Buffer.from(await make(Buffer.from(password))), Buffer.from(stored)),
  };
}

const SHA_CRYPT = /^\$([56])\$(?:rounds=(\d+)\$)?([^$]{0,16})[^$]*\$([./A-Za-z0-9]{43,86})$/u;
const MD5_CRYPT = /^(\$1\$|\$apr1\$)([^$]{0,8})\$([./A-Za-z0-9]{22})$/u;
const DEFAULT_ROUNDS = 5000;

/** `$1$`, `$apr1$`, `$5$` and `$6$`, also after LDAP's `{CRYPT}`. */
export const cryptFormats: FormatReader = (text) => {
  const stored = text.replace(/^\{crypt\}/iu, '');
  const [, magic, md5Salt = '', md5 = ''] = MD5_CRYPT.exec(stored) ?? [];
  if (magic !== undefined) {
    const name = magic === '$1$' ? 'md5-crypt' : 'apr1';
    return hashOf(name, 3, md5, (password) => md5Crypt(magic, password, Buffer.from(md5Salt)));
  }
  if (!/^\$[56]\$/u.test(stored)) return null;
  const [, version, given, salt = '', made = ''] = SHA_CRYPT.exec(stored) ?? [];
  if (version === undefined) throw new UnusableHashError('sha-crypt is damaged');
  const rounds = Math.max(1000, given === undefined ? DEFAULT_ROUNDS : count(given, 'rounds', 999_999_999));
  const algorithm = version === '5' ? 'sha256' : 'sha512';
  return hashOf(`${algorithm}-crypt:${rounds}`, rounds * 0.006, made, (password) =>
    shaCrypt(algorithm, password, Buffer.from(salt), rounds),
  );
};
