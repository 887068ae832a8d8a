import type { ForeignHash } from './foreign-hash';

const SLASHED = /['"\\]/gu;

/**
 * Also compares with the password after PHP's `addslashes`: WordPress has put the backslashes into what its pages are sent
 * before it hashes a password (`wp_magic_quotes`), but not where one is set by a command.
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
