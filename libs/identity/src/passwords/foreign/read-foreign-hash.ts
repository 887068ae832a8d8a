import { argon2Formats } from './argon2-formats';
import { bcryptFormats } from './bcrypt-formats';
import { cryptFormats } from './crypt-formats';
import { describedFormats } from './described-hash';
import { digestFormats } from './digest-formats';
import {
  assertAffordable,
  type ForeignHash,
  type FormatReader,
  type ReadingContext,
  UnusableHashError,
} from './foreign-hash';
import { aspNetFormats, pbkdf2Formats } from './pbkdf2-formats';
import { phpassFormats } from './phpass-formats';
import { scryptFormats } from './scrypt-formats';

const READERS: readonly FormatReader[] = [
  argon2Formats,
  bcryptFormats,
  pbkdf2Formats,
  scryptFormats,
  phpassFormats,
  cryptFormats,
  describedFormats,
  digestFormats,
  aspNetFormats,
];

/** The length of the column. */
const MAX_LENGTH = 1024;

/** Spring's prefixes of formats that are recognised without them. */
const SPRING_ID = /^\{(?:bcrypt)\}/u;

/**
 * Reads a hash of another system, by its prefix or as the JSON object that describes it.
 * Throws `UnusableHashError` for an unknown or damaged one, and for one whose comparison would cost more than two seconds
 * or 256 MB.
 */
export function readForeignHash(stored: string, context: ReadingContext): ForeignHash {
  if (stored.length > MAX_LENGTH) throw new UnusableHashError('the hash is too long');
  const text = stored.replace(SPRING_ID, '');
  for (const read of READERS) {
    const hash = read(text, context);
    if (hash === null) continue;
    assertAffordable(hash);
    return hash;
  }
  throw new UnusableHashError('the format of the hash is unknown');
}
