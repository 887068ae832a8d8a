import type { FastifyInstance } from 'fastify';

/** Links of our own pages: whatever comes from elsewhere has its quotes escaped. */
const LINK = /(?<attribute> (?:href|src|action)=")\/(?!\/)/gu;

/** The path of `PUBLIC_URL`, which a proxy takes off before it passes a request on; empty for none. */
export function publicPathOf(publicUrl: string): string {
  const { pathname } = new URL(publicUrl);
  return pathname === '/' ? '' : pathname;
}

/** Puts the path of `PUBLIC_URL` in front of the links to ourselves: on pages, in `Link` and in `Location`. */
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
