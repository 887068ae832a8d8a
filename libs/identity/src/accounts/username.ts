import { isBounded } from './bounded-text';

/** A username in two forms: one to show, and one to compare by. */
export interface Username {
  /** As it was written, after NFKC. */
  readonly name: string;
  /** Equal for two spellings of one name. */
  readonly key: string;
}

const MAX_LENGTH = 60;

/** Letters, marks, digits and `. _ -`, beginning with a letter or digit. An `@` would make it look like an e-mail. */
const SHAPE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** Reads a username; `null` for any other text. */
export function parseUsername(text: string): Username | null {
  if (!isBounded(text)) return null;
  const name = text.normalize('NFKC');
  if (name.length > MAX_LENGTH || !SHAPE.test(name)) return null;
  const key = name.toLowerCase();
  // Lower-casing turns a few capitals into two characters.
  return key.length > MAX_LENGTH ? null : { name, key };
}
