import { Logger } from '@nestjs/common';
import { currentTraceId } from '@portero/database';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { originOfRequest } from '../http/request-origin';
import type { TrustedProxies } from '../http/trusted-proxies';
import { REQUEST_CONTEXT, RequestLine } from './request-line';

const logger = new Logger(REQUEST_CONTEXT);

/**
 * One line a request: the route's pattern instead of the URL, because URLs carry ids, and nothing of headers and
 * bodies, because those carry tokens, codes and e-mails. Call before whatever may answer.
 */
export function registerRequestLog(server: FastifyInstance, proxies: TrustedProxies): void {
  server.addHook('onRequest', (request, reply, done) => {
    logWhenOver(request, reply, proxies);
    done();
  });
}

/**
 * Logs a request when its connection is done with it, whichever way: an answer sent whole is logged by its status, and a
 * client that went away or was too slow as `aborted`.
 */
export function logWhenOver(request: FastifyRequest, reply: FastifyReply, proxies: TrustedProxies): void {
  const begun = performance.now();
  const { raw } = reply;
  // Read now: the address is gone when the connection is.
  const traceId = currentTraceId() ?? proxies.traceId(request.raw);
  raw.once('close', () => {
    const origin = originOfRequest(request);
    const aborted = !raw.writableFinished;
    const line = new RequestLine({
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: aborted ? null : raw.statusCode,
      milliseconds: Math.round(performance.now() - begun),
      dialect: origin?.wire ?? null,
      ownerId: origin?.provenOwnerUuid ?? null,
      traceId,
    });
    if (!aborted && raw.statusCode >= 500) logger.error(line);
    else if (aborted || raw.statusCode >= 400) logger.warn(line);
    else logger.log(line);
  });
}
