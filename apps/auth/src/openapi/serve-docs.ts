import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, onSendHookHandler } from 'fastify';

const DOCS = '/docs';
const STYLE = /<style>(?<css>[\s\S]*?)<\/style>/gu;

/** Only what Swagger UI needs. Its inline styles are allowed by their hashes. */
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
 * @param document makes the document at the first request, because most replicas never get one
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
      // Without the top bar, which has an inline style and a foreign logo.
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
  const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
  if (isPage && typeof payload === 'string') void reply.header('content-security-policy', policyFor(payload));
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
