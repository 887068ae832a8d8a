import type { ForeignHash } from './foreign-hash';

const SLASHED = /['"\\]/gu;

/**
 * Also compares with the password after PHP's `addslashes`. WordPress adds the backslashes to form fields before it
 * hashes a password (`wp_magic_quotes`), but not when a command sets the password.
 */
export function alsoSlashed(hash: ForeignHash): ForeignHash {
  return {
    ...hash,
    matches: async (password) => {
      if (await hash.matches(password)) return true;
      const slashed = password.replaceAll(SLASHED, String.raw`\$&`);
      return slashed !== password && hash.matches(slashed);
    },
  };
}
