import type { Settings } from '@portero/config';
import type { IncomingMessage, Server } from 'node:http';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { withoutTrailingSlash } from '../requests/request-path';
import { asQuestion, originForm } from './request-target';
import type { TrustedProxies } from '../requests/trusted-proxies';
import type { Wires } from '../wires';
import { refuseUnreadable } from './unreadable-request';

/** Larger headers are 431. Our tokens are below 2 KiB. */
const MAX_HEADER_BYTES = 16_384;

/** The longest path segment; a UUID has 36 characters. */
const MAX_PARAM_LENGTH = 256;

/** How often slow clients are detected; Node's default is half a minute. */
const SLOW_CLIENT_CHECK_MS = 1000;

/** The handler of errors before routing, such as a broken percent-encoding. */
export type EarlyErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Fastify's options, and those of Nest's adapter. */
type ServerOptions = FastifyHttpOptions<Server> & { readonly skipMiddie: boolean };

/** The options of the HTTP server. */
export function serverOptions(
  { http }: Settings,
  { slashPaths, questionPaths }: Pick<Wires, 'slashPaths' | 'questionPaths'>,
  proxies: TrustedProxies,
  onEarlyError: EarlyErrorHandler,
): ServerOptions {
  const requestTimeout = http.requestTimeoutSeconds * 1000;
  return {
    bodyLimit: http.bodyLimitBytes,
    requestTimeout,
    keepAliveTimeout: http.keepAliveTimeoutSeconds * 1000,
    connectionTimeout: 0,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    rewriteUrl: (request) => asQuestion(request, withoutTrailingSlash(originForm(request), slashPaths), questionPaths),
    genReqId: (request: IncomingMessage) => proxies.requestId(request),
    trustProxy: http.trustedProxies.length > 0 ? (address: string) => proxies.trusts(address) : false,
    frameworkErrors: onEarlyError,
    clientErrorHandler: refuseUnreadable,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout,
      // Node swaps the two limits if the one for headers is longer; bodies would then get its minute.
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: SLOW_CLIENT_CHECK_MS,
    },
    // No part of the service is a middleware, and a request would pass through the adapter for them.
    skipMiddie: true,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    logger: false,
  };
}
