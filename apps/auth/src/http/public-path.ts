import type { FastifyInstance } from 'fastify';

/** Matches only links of our own pages, because quotes in other text are escaped. */
const LINK = /(?<attribute> (?:href|src|action)=")\/(?!\/)/gu;

/** The path of `PUBLIC_URL`, which a proxy removes before it forwards a request; empty for none. */
export function publicPathOf(publicUrl: string): string {
  const { pathname } = new URL(publicUrl);
  return pathname === '/' ? '' : pathname;
}

/** Adds the path of `PUBLIC_URL` to links to this service: on pages, in `Link` and in `Location`. */
export function registerPublicPath(server: FastifyInstance, publicUrl: string): void {
  const path = publicPathOf(publicUrl);
  if (path === '') return;
  server.addHook('onSend', (_request, reply, payload: unknown, done) => {
    const [link, location, type] = ['link', 'location', 'content-type'].map((name) => reply.getHeader(name));
    if (typeof link === 'string') void reply.header('link', link.replaceAll('</', `<${path}/`));
    if (typeof location === 'string' && /^\/(?!\/)/u.test(location)) void reply.header('location', path + location);
    const isPage = typeof payload === 'string' && String(type).startsWith('text/html');
    done(null, isPage ? payload.replaceAll(LINK, `$<attribute>${path}/`) : payload);
  });
}
