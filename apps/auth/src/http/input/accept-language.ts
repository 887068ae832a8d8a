/**
 * The preferred language of a client among the available ones (RFC 9110, section 12.5.4): `es-AR` matches `es`.
 *
 * @param header `Accept-Language`; a client that sent none, or only `*`, has no preference
 * @returns `null` when it accepts none of them
 */
export function preferredLanguage<T extends string>(header: string | undefined, offered: readonly T[]): T | null {
  const wishes = (header ?? '').slice(0, MAX_LENGTH).split(',').map(readWish);
  let best: { language: T; quality: number } | null = null;
  for (const { tag, quality } of wishes) {
    const language = offered.find((each) => each === tag);
    if (language !== undefined && quality > (best?.quality ?? 0)) best = { language, quality };
  }
  return best?.language ?? null;
}

/** Longer than any list that a browser sends. */
const MAX_LENGTH = 500;

/** Java and older Androids still send `in` for Indonesian (`id` since ISO 639-1:1989). */
const OLD_TAGS: ReadonlyMap<string, string> = new Map([['in', 'id']]);

function readWish(text: string): { tag: string; quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const primary = range.split('-')[0] ?? '';
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  const quality = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/u.test(weight) ? Number(weight) : 0;
  return { tag: OLD_TAGS.get(primary) ?? primary, quality };
}
