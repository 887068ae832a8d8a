/** A requirement with its possible delimiters in a path: the ASCII ones, and their fullwidth look-alikes. */
const IN_PATH = /[/?#;&\\\uff0f\uff1f]\s*(?:role|owner|dialect|verified)\s*(?:\[\w*\]\s*)?[=\uff1d]/iu;

const IN_QUERY = /(?:^|[?&;])\s*(?:role|owner|dialect|verified)\s*(?:\[\w*\]\s*)?=/iu;

/** One segment below `/forward-auth`, which is most likely a prefix that an operator chose. */
const ONE_SEGMENT = /^\/forward-auth\/[^/]+$/u;

/** The segment that the documentation recommends as such a prefix. */
const RECOMMENDED = '/forward-auth/for';

/** Encodings of encodings beyond this depth are refused. */
const MAX_DEPTH = 4;

/**
 * Whether a URL has a requirement that would be ignored. The path below `/forward-auth` is the target of the original
 * request, so `/forward-auth/role=ADMIN`, `/forward-auth/%3Frole=ADMIN` and `/forward-auth/for?role=ADMIN/orders`
 * require no role. They are always mistakes in the configuration of a proxy.
 */
export function hasMisplacedRequirement(url: string): boolean {
  const begin = url.indexOf('?');
  const path = begin === -1 ? url : url.slice(0, begin);
  const decoded = decodeAll(path);
  if (decoded === null || IN_PATH.test(decoded)) return true;
  const query = begin === -1 ? '' : decodeAll(url.slice(begin + 1));
  if (query === '' || !ONE_SEGMENT.test(path)) return false;
  // A client's own path would follow the query of the prefix, and begins with a slash.
  return query === null || (IN_QUERY.test(query) && (path === RECOMMENDED || query.includes('/')));
}

/** The text with every escape decoded, also escapes of escapes; `null` where that is not possible. */
function decodeAll(text: string): string | null {
  let decoded = text;
  for (let depth = 0; decoded.includes('%'); depth += 1) {
    if (depth === MAX_DEPTH) return null;
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return null;
    }
  }
  return decoded;
}
