import type { IncomingMessage } from 'node:http';
import { hostNameOf } from '@portero/config';

/** `http://host:port/path?query`: the form that clients of a proxy use, and every server has to take. */
const ABSOLUTE = /^https?:\/\/(?<authority>[^/?#]*)(?<rest>.*)$/isu;

/** A request whose target may be replaced; Fastify keeps what came as `originalUrl`. */
type Targeted = Pick<IncomingMessage, 'url' | 'headers'> & { originalUrl?: string };

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
