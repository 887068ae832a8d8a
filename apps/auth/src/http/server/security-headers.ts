import type { FastifyInstance } from 'fastify';

/** Headers of every answer (OWASP HTTP Headers Cheat Sheet); pages replace the policy by their own. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const STRICT_TRANSPORT_SECURITY = 'max-age=31536000';

/** Sets the security headers. Answers are not cached unless they allow it. */
export function registerSecurityHeaders(server: FastifyInstance, publicUrl: string): void {
  const headers = {
    ...HEADERS,
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': STRICT_TRANSPORT_SECURITY } : {}),
  };
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
}
