import { randomUUID } from 'node:crypto';
import type { Settings } from '@portero/config';
import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { withoutTrailingSlash } from './request-path';

/** Larger headers are 431. Our tokens are below 2 KiB. */
const MAX_HEADER_BYTES = 16_384;

/** The longest path segment; a UUID has 36 characters. */
const MAX_PARAM_LENGTH = 256;

/** What answers errors that happen before routing, such as a broken percent-encoding. */
export type EarlyErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** How the HTTP server is set up. */
export function serverOptions(
  { http }: Settings,
  slashPaths: ReadonlySet<string>,
  onEarlyError: EarlyErrorHandler,
): FastifyHttpOptions<Server> {
  return {
    bodyLimit: http.bodyLimitBytes,
    requestTimeout: http.requestTimeoutSeconds * 1000,
    connectionTimeout: 0,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    rewriteUrl: ({ url }) => withoutTrailingSlash(url ?? '/', slashPaths),
    genReqId: () => randomUUID(),
    trustProxy: http.trustedProxies.length > 0 ? [...http.trustedProxies] : false,
    frameworkErrors: onEarlyError,
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    logger: false,
  };
}
