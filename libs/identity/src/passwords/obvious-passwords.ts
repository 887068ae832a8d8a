import { OBVIOUS_WORDS } from './obvious-words';

/** Words that an attacker who knows the account tries first. */
export interface PasswordContext {
  /** E-mail, username, names and telephone of the account, and the name of the owner; `null` for absent ones. */
  readonly words: readonly (string | null)[];
}

/** For a password of an account without known data. */
export const NO_CONTEXT: PasswordContext = { words: [] };

/** The maximum number of letters, digits and signs beside the words: a year and a few more. */
const FEW_OTHERS = 8;

/** The maximum number of other letters among them. */
const FEW_LETTERS = 1;

/** Words of the account below this length are ignored, because they occur in too many passwords. */
const LEAST_WORD = 3;

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b' },
  ...{ '@': 'a', $: 's', '!': 'i', '+': 't' },
};

/**
 * Whether a password is one repeated character, or little more than a common word or a word of the account:
 * `Summer2026!`, `P@ssw0rd1`, the account's e-mail.
 * @param password of bounded length, because it is normalised
 */
export function isObvious(password: string, { words }: PasswordContext): boolean {
  const text = plain(password);
  if (new Set(text.replaceAll(/\s/gu, '')).size <= 1) return true;
  const own = words.flatMap((word) => (word === null ? [] : partsOf(word)));
  return variantsOf(text).some((variant) => isLittleMore(variant, own));
}

/** In lower case, without accents and width variants. */
function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** The text itself, and the text with letters in place of similar signs. A year at the end is kept. */
function variantsOf(text: string): readonly string[] {
  const end = /[^\p{L}]*$/u.exec(text)?.[0] ?? '';
  const beginning = Array.from(text.slice(0, text.length - end.length), (each) => LOOK_ALIKES[each] ?? each).join('');
  return [text, `${beginning}${end}`];
}

/** A text, its parts between separators, and the beginning of an e-mail; the longest first. */
function partsOf(word: string): readonly string[] {
  const text = plain(word.slice(0, 512)).trim();
  const parts = [
    text,
    text.split('@')[0] ?? '',
    text.replaceAll(/[^\p{L}\p{N}]/gu, ''),
    ...text.split(/[^\p{L}\p{N}]+/u),
  ];
  return parts.filter((part) => part.length >= LEAST_WORD).toSorted((a, b) => b.length - a.length);
}

/** Words of the account, and one common word, because several common words are a passphrase. */
function isLittleMore(text: string, own: readonly string[]): boolean {
  const withoutOwn = without(text, own);
  const rest = without(withoutOwn.rest, OBVIOUS_WORDS.filter((word) => withoutOwn.rest.includes(word)).slice(0, 1));
  if (withoutOwn.count + rest.count === 0) return false;
  const left = rest.rest.replaceAll(/\s/gu, '');
  const letters = left.replaceAll(/[^\p{L}]/gu, '').length;
  return Array.from(left).length <= FEW_OTHERS && letters <= FEW_LETTERS;
}

/** Takes words out of a text. */
function without(text: string, words: readonly string[]): { rest: string; count: number } {
  let [rest, count] = [text, 0];
  for (const word of words) {
    if (!rest.includes(word)) continue;
    rest = rest.replaceAll(word, ' ');
    count += 1;
  }
  return { rest, count };
}
