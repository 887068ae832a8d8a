/** Sets of scripts that may be mixed (UTS 39, section 5.2, "highly restrictive"). A single script is always allowed. */
const WRITTEN_TOGETHER: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const SCRIPTS = [
  ...['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic', 'Georgian', 'Hebrew', 'Arabic', 'Devanagari'],
  ...['Bengali', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Gujarati', 'Gurmukhi', 'Sinhala', 'Thai', 'Lao', 'Khmer'],
  ...['Myanmar', 'Ethiopic', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Javanese', 'Balinese', 'Lisu'],
].map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/** A letter of a script that is not listed, such as Deseret or Tifinagh. All of them are treated as one script. */
const OTHER = new RegExp(
  `(?=\\p{L})[^${SCRIPTS.map(([name]) => `\\p{Script=${name}}`).join('')}\\p{Script=Common}\\p{Script=Inherited}]`,
  'u',
);

/** Letters of other scripts that look like Latin ones (after UTS 39's confusables), in lower case. */
const LOOKS_LATIN =
  /^[\u0430\u0432\u0433\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u044c\u0455\u0456\u0458\u04af\u04bb\u04cf\u0501\u051b\u051d\u03b1\u03b3\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4\u03c5\u03c7\u0566\u0570\u0578\u057d\u0581\u0585]+$/u;

/** Whether a text mixes scripts that no language mixes: `\u0430dmin` with a Cyrillic first letter looks like `admin`. */
export function mixesScripts(text: string): boolean {
  const used = SCRIPTS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
  if (OTHER.test(text)) used.push('other');
  if (used.length <= 1) return false;
  return !WRITTEN_TOGETHER.some((set) => used.every((name) => set.includes(name)));
}

/** Whether a text could be read as Latin letters without being Latin: it mixes scripts, or consists of look-alikes only. */
export function looksLikeAnother(text: string): boolean {
  const letters = text.toLowerCase().replaceAll(/[^\p{L}]/gu, '');
  return mixesScripts(text) || LOOKS_LATIN.test(letters);
}

/**
 * Whether a domain could be read as another one: one of its labels mixes scripts, or consists of look-alikes and the
 * top-level domain is Latin.
 */
export function isDeceptiveDomain(domain: string): boolean {
  const parts = domain.split('.');
  const isLatin = /^[\p{Script=Latin}\p{Script=Common}]*$/u.test(parts.at(-1) ?? '');
  return parts.some((part) => mixesScripts(part) || (isLatin && looksLikeAnother(part)));
}
