import type { IncomingMessage } from 'node:http';
import { hostNameOf } from '@portero/config';

/** `http://host:port/path?query`: the form that clients of a proxy use, and every server has to take. */
const ABSOLUTE = /^https?:\/\/(?<authority>[^/?#]*)(?<rest>.*)$/isu;

/** A request whose target may be replaced; Fastify keeps what came as `originalUrl`. */
type Targeted = Pick<IncomingMessage, 'url' | 'headers' | 'method'> & { originalUrl?: string };

/**
 * The path and query of a request target. The authority of an absolute one replaces the Host header (RFC 9112, section
 * 3.2.2), so that it chooses whatever a host chooses. A target that has none, or a user in front of it (RFC 9110, section
 * 4.2.4), is left as it is, and {@link isOriginForm} tells it.
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
 * The target of a proxy's question about another request. Envoy asks with that request's method, and with its path and query
 * behind the path of the question. Neither changes the question: it becomes a GET without them, whose body is not read.
 *
 * @param url the target in origin form
 * @param paths where proxies ask
 */
export function asQuestion(request: Targeted, url: string, paths: readonly string[]): string {
  const path = paths.find((each) => url.startsWith(each) && /^(?:$|[/?#])/u.test(url.slice(each.length)));
  if (path === undefined) return url;
  if (request.method !== 'HEAD') request.method = 'GET';
  return url.startsWith(`${path}/`) ? path : url;
}
