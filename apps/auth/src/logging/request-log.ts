import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/**
 * One line a request: the route's pattern instead of the URL, because URLs carry ids, and nothing of headers and
 * bodies, because those carry tokens, codes and e-mails.
 */
export function registerRequestLog(server: FastifyInstance): void {
  const logger = new Logger('Request');
  server.addHook('onResponse', (request, reply, done) => {
    const { method, id } = request;
    logger.log({
      requestId: id,
      method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
    done();
  });
}
