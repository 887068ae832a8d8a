import type { IncomingMessage } from 'node:http';
import { hostNameOf } from '@portero/config';

/** `http://host:port/path?query`: the form that clients of a proxy use, and every server must accept. */
const ABSOLUTE = /^https?:\/\/(?<authority>[^/?#]*)(?<rest>.*)$/isu;

/** A request whose target may be replaced; Fastify keeps the original as `originalUrl`. */
type Targeted = Pick<IncomingMessage, 'url' | 'headers' | 'method'> & { originalUrl?: string };

/**
 * The path and query of a request target. The authority of an absolute one replaces the Host header (RFC 9112, section
 * 3.2.2), so that it has the same effect as a Host header. A target without an authority, or with a user in it (RFC
 * 9110, section 4.2.4), is not changed, and {@link isOriginForm} returns `false` for it.
 */
export function originForm(request: Targeted): string {
  const { url = '/' } = request;
  const { authority, rest = '' } = ABSOLUTE.exec(url)?.groups ?? {};
  if (authority === undefined || authority.includes('@') || hostNameOf(authority) === null) return url;
  request.headers.host = authority;
  request.originalUrl = rest.startsWith('/') ? rest : `/${rest}`;
  return request.originalUrl;
}

/** Whether a target is a path, or the `*` of OPTIONS. */
export function isOriginForm(target: string): boolean {
  return target.startsWith('/') || target === '*';
}

/**
 * The target of a forward-auth request. Envoy uses the method of the original request, and appends its path and query
 * to the forward-auth path. Both are removed: the request becomes a GET, and its body is not read.
 *
 * @param url the target in origin form
 * @param the forward-auth paths
 */
export function asQuestion(request: Targeted, url: string, paths: readonly string[]): string {
  const path = paths.find((each) => url.startsWith(each) && /^(?:$|[/?#])/u.test(url.slice(each.length)));
  if (path === undefined) return url;
  if (request.method !== 'HEAD') request.method = 'GET';
  return url.startsWith(`${path}/`) ? path : url;
}
