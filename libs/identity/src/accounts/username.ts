import { isBounded } from './bounded-text';

/** A username in the two forms that matter: what is shown, and what it is compared by. */
export interface Username {
  /** As it was written, after NFKC. */
  readonly name: string;
  /** Equal for two spellings of one name. */
  readonly key: string;
}

const MAX_LENGTH = 60;

/** Letters, marks, digits and `. _ -`, beginning with a letter or digit. An `@` would make it look like an e-mail. */
const SHAPE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** Reads a username; `null` when it is none. */
export function parseUsername(text: string): Username | null {
  if (!isBounded(text)) return null;
  const name = text.normalize('NFKC');
  if (name.length > MAX_LENGTH || !SHAPE.test(name)) return null;
  const key = name.toLowerCase();
  // A few capitals become two characters.
  return key.length > MAX_LENGTH ? null : { name, key };
}
