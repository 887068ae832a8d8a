import { hash as digestOf } from 'node:crypto';
import { type ForeignHash, type FormatReader, sameBytes, UnusableHashError } from './foreign-hash';
import { alsoSlashed } from './slashed-password';
import { cryptText, cryptValue, repeated } from './repeated-digest';

const PORTABLE = /^(\$P\$|\$H\$|\$S\$)([./A-Za-z0-9])([./A-Za-z0-9]{8})([./A-Za-z0-9]{22,43})$/u;

/**
 * phpass (WordPress before 6.8, phpBB) and its variant in Drupal 7. `U$S$` is Drupal 7's hash of an MD5 hash from
 * Drupal 6.
 */
function portable(stored: string, prepare: (password: Buffer) => Buffer): ForeignHash {
  const [, magic, cost = '', salt = '', hash = ''] = PORTABLE.exec(stored) ?? [];
  if (magic === undefined) throw new UnusableHashError('phpass is damaged');
  const [name, algorithm] = magic === '$S$' ? ['drupal7', 'sha512'] : ['phpass', 'md5'];
  const exponent = cryptValue(cost);
  return {
    label: `${name}:${exponent}`,
    cost: { milliseconds: 2 ** exponent * 0.0025, memoryBytes: 65_536 },
    matches: async (text) => {
      const password = prepare(Buffer.from(text));
      const first = digestOf(algorithm, Buffer.concat([Buffer.from(salt), password]), 'buffer');
      // Digest and password share one buffer: copying them into a new one in each round costs as much as the digest.
      const block = Buffer.concat([first, password]);
      await repeated(2 ** exponent, block, () => {
        block.write(digestOf(algorithm, block, 'binary'), 'binary');
        return block;
      });
      const made = cryptText([...block.subarray(0, first.length)]).slice(0, hash.length);
      return sameBytes(Buffer.from(made), Buffer.from(hash));
    },
  };
}

const asItIs = (password: Buffer): Buffer => password;
const md5Hex = (password: Buffer): Buffer => Buffer.from(digestOf('md5', password, 'hex'));

/** `$P$`, `$H$`, `$S$` and `U$S$`. */
export const phpassFormats: FormatReader = (stored) => {
  if (stored.startsWith('$P$')) return alsoSlashed(portable(stored, asItIs));
  if (/^\$[HS]\$/u.test(stored)) return portable(stored, asItIs);
  return /^U\$[SPH]\$/u.test(stored) ? portable(stored.slice(1), md5Hex) : null;
};
