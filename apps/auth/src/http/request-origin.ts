import { parseAddress, type RequestOrigin, servingRequest } from '@portero/identity';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Wires } from './wires';

/**
 * Tells the core which request it serves: its id, and the address it came from. That is the one the connection has, or,
 * behind `TRUSTED_PROXIES`, the nearest one in `X-Forwarded-For` that is none of theirs.
 */
export function registerRequestOrigin(server: FastifyInstance, wires: Wires): void {
  const origins = new WeakMap<FastifyRequest, RequestOrigin>();
  server.addHook('onRequest', (request, _reply, done) => {
    const origin = originOf(request, wires);
    origins.set(request, origin);
    servingRequest(origin, done);
  });
  // What a body was waited for runs in the context of its connection, which serves other requests too.
  server.addHook('preValidation', (request, _reply, done) => {
    servingRequest(origins.get(request) ?? originOf(request, wires), done);
  });
}

function originOf({ id, ip, socket, routeOptions }: FastifyRequest, wires: Wires): RequestOrigin {
  // A trusted proxy may still pass on what is no address.
  const from = readAddress(ip) ?? readAddress(socket.remoteAddress);
  const wire = wires.of(routeOptions.url ?? '')?.name ?? null;
  return { requestId: id, from, wire, provenOwnerId: null, provenClientId: null };
}

/** Over a Unix socket there is none, whatever the types say. */
function readAddress(text: string | undefined) {
  return text === undefined ? null : parseAddress(text);
}
