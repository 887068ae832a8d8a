import { type Cost, type Peppers, UnusableHashError } from './foreign-hash';
import { readForeignHash } from './read-foreign-hash';

/** The description of a stored hash, or the reason why it cannot be used. */
export type HashFacts =
  { readonly label: string; readonly cost: Cost } | { readonly label: null; readonly unusable: string };

/**
 * Format and cost of a stored hash, without a database. An example of a `label` is `bcrypt:10`.
 * @param stored a text, or the object that describes it
 */
export function describeHash(stored: unknown, peppers: Peppers): HashFacts {
  const text = typeof stored === 'string' ? stored.trim() : JSON.stringify(stored);
  try {
    const { label, cost } = readForeignHash(text, { peppers, verifyArgon2: () => Promise.resolve(false) });
    return { label, cost };
  } catch (error) {
    if (error instanceof UnusableHashError) return { label: null, unusable: error.message };
    throw error;
  }
}

/** Django writes `!` for a user without a password, shadow(5) `*` or `!` for a locked one. */
export const NO_PASSWORD = /^[!*]/u;
