import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, onSendHookHandler } from 'fastify';

const DOCS = '/docs';
const STYLE = /<style>(?<css>[\s\S]*?)<\/style>/gu;

/** What Swagger UI needs and nothing else; its inline styles are named by their hashes. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "style-src-attr 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * Serves the document at `/openapi.json` and Swagger UI at `/docs`, from our own files only.
 *
 * @param document makes it, once, when somebody asks for it: most replicas are never asked
 */
export function serveDocs(app: NestFastifyApplication, document: () => OpenAPIObject): void {
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', (route) => {
    if (route.url === DOCS) route.onSend = allowOwnStyles;
  });
  SwaggerModule.setup(DOCS, app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Portero API',
    swaggerOptions: {
      // Without the bar on top, which brings an inline style and somebody else's logo.
      layout: 'BaseLayout',
      validatorUrl: null,
      persistAuthorization: true,
      docExpansion: 'list',
      displayOperationId: false,
      tryItOutEnabled: true,
      // Otherwise the browser would answer a missing credential with a dialog of its own.
      requestInterceptor: (request: object) => Object.assign(request, { credentials: 'omit' }),
    },
  });
}

const allowOwnStyles: onSendHookHandler = (_request, reply, payload, done) => {
  if (typeof payload === 'string') void reply.header('content-security-policy', policyFor(payload));
  done(null, payload);
};

function policyFor(html: string): string {
  const hashes = [...html.matchAll(STYLE)].map(
    ({ groups }) =>
      `'sha256-${createHash('sha256')
        .update(groups?.['css'] ?? '')
        .digest('base64')}'`,
  );
  return [...POLICY, `style-src 'self' ${hashes.join(' ')}`].join('; ');
}
