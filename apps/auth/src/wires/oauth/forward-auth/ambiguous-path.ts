import type { IncomingHttpHeaders } from 'node:http';
import { hasMisplacedRequirement } from './misplaced-requirement';

/** Headers with the target of the original request: of Traefik and Caddy, nginx, ingress-nginx. */
const TARGET_HEADERS = ['x-forwarded-uri', 'x-original-uri', 'x-original-url'] as const;

const QUESTION = '/forward-auth';
const MAX_LENGTH = 8192;
const SCHEME_AND_HOST = /^https?:\/\/[^/?#]+/iu;

/** Printable ASCII without a backslash, a semicolon (path parameters) and a fragment. */
const PLAIN = /^\/[\x21\x22\x24-\x3a\x3c-\x5b\x5d-\x7e]*$/u;

/** An empty segment, and one that ends with a dot, which includes `.` and `..`. Windows drops such dots. */
const ODD_SEGMENT = /\/\/|\.(?:\/|$)/u;

/**
 * Escapes that one parser decodes and another does not: control characters, `% / \ ;`, and unreserved characters (RFC
 * 3986, section 2.3), such as letters and dots.
 */
const ODD_ESCAPE = /%(?![0-9a-f]{2})|%(?:[01][0-9a-f]|25|2[def]|3[0-9b]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9aef])/iu;

/** Whether a proxy and an application may read the path of a request target differently. */
export function isAmbiguousPath(target: string): boolean {
  if (target.length > MAX_LENGTH) return true;
  const path = target.replace(SCHEME_AND_HOST, '').split('?')[0] ?? '';
  const rooted = path === '' ? '/' : path;
  return !PLAIN.test(rooted) || ODD_SEGMENT.test(rooted) || ODD_ESCAPE.test(rooted) || !isUtf8(rooted);
}

/** Whether the escapes are UTF-8. Parsers differ on other bytes, such as an overlong slash (`%c0%af`). */
function isUtf8(path: string): boolean {
  if (!path.includes('%')) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether the original request has such a path, if the proxy sends its target.
 *
 * @param url of the forward-auth request, to which Envoy appends the target
 */
export function asksAboutAmbiguousPath(headers: IncomingHttpHeaders, url = QUESTION): boolean {
  if (isAmbiguousPath(url) || hasMisplacedRequirement(url)) return true;
  return TARGET_HEADERS.some((name) => [headers[name] ?? []].flat().some(isAmbiguousPath));
}
