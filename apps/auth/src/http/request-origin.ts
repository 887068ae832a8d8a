import { parseAddress, type RequestOrigin, servingRequest } from '@portero/identity';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Tells the core which request it serves: its id, and the address it came from. That is the one the connection has, or,
 * behind `TRUSTED_PROXIES`, the nearest one in `X-Forwarded-For` that is none of theirs.
 */
export function registerRequestOrigin(server: FastifyInstance): void {
  const origins = new WeakMap<FastifyRequest, RequestOrigin>();
  server.addHook('onRequest', (request, _reply, done) => {
    const origin = originOf(request);
    origins.set(request, origin);
    servingRequest(origin, done);
  });
  // What a body was waited for runs in the context of its connection, which serves other requests too.
  server.addHook('preValidation', (request, _reply, done) => {
    servingRequest(origins.get(request) ?? originOf(request), done);
  });
}

function originOf({ id, ip, socket }: FastifyRequest): RequestOrigin {
  // A trusted proxy may still pass on what is no address.
  const from = readAddress(ip) ?? readAddress(socket.remoteAddress);
  return { requestId: id, from, provenOwnerId: null, provenClientId: null };
}

/** Over a Unix socket there is none, whatever the types say. */
function readAddress(text: string | undefined) {
  return text === undefined ? null : parseAddress(text);
}
