import { hash as digestOf } from 'node:crypto';
import { type ForeignHash, type FormatReader, sameBytes, UnusableHashError } from './foreign-hash';
import { cryptText, cryptValue, repeated } from './repeated-digest';

const PORTABLE = /^(\$P\$|\$H\$|\$S\$)([./A-Za-z0-9])([./A-Za-z0-9]{8})([./A-Za-z0-9]{22,43})$/u;

const md5 = (...parts: readonly Buffer[]): Buffer => digestOf('md5', Buffer.concat(parts), 'buffer');
const sha512 = (...parts: readonly Buffer[]): Buffer => digestOf('sha512', Buffer.concat(parts), 'buffer');

/** phpass (WordPress before 6.8, phpBB) and its child in Drupal 7; `U$S$` is Drupal 7's over the MD5 of Drupal 6. */
function portable(stored: string, prepare: (password: Buffer) => Buffer): ForeignHash {
  const [, magic, cost = '', salt = '', hash = ''] = PORTABLE.exec(stored) ?? [];
  if (magic === undefined) throw new UnusableHashError('phpass is damaged');
  const [name, digest] = magic === '$S$' ? (['drupal7', sha512] as const) : (['phpass', md5] as const);
  const exponent = cryptValue(cost);
  return {
    label: `${name}:${exponent}`,
    cost: { milliseconds: 2 ** exponent * 0.0025, memoryBytes: 65_536 },
    matches: async (text) => {
      const password = prepare(Buffer.from(text));
      const first = digest(Buffer.from(salt), password);
      const last = await repeated(2 ** exponent, first, (before) => digest(before, password));
      const made = cryptText([...last]).slice(0, hash.length);
      return sameBytes(Buffer.from(made), Buffer.from(hash));
    },
  };
}

const asItIs = (password: Buffer): Buffer => password;
const md5Hex = (password: Buffer): Buffer => Buffer.from(md5(password).toString('hex'));

/** `$P$`, `$H$`, `$S$` and `U$S$`. */
export const phpassFormats: FormatReader = (stored) => {
  if (/^\$[PHS]\$/u.test(stored)) return portable(stored, asItIs);
  return /^U\$[SPH]\$/u.test(stored) ? portable(stored.slice(1), md5Hex) : null;
};
