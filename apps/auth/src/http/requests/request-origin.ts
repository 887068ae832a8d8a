import type { Socket } from 'node:net';
import {
  currentRequest,
  type NetworkAddress,
  parseAddress,
  type RequestOrigin,
  servingRequest,
} from '@portero/identity';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Wires } from '../wires';

const ORIGIN = Symbol('origin');

/** A request that was told to the core. */
interface KnownRequest extends FastifyRequest {
  [ORIGIN]?: RequestOrigin | undefined;
}

/**
 * Tells the core which request it serves: its id, and the address it came from. That is the one the connection has, or,
 * behind `TRUSTED_PROXIES`, the nearest one in `X-Forwarded-For` that is none of theirs.
 */
export function registerRequestOrigin(server: FastifyInstance, wires: Wires): void {
  server.decorateRequest(ORIGIN);
  server.addHook('onRequest', (request: KnownRequest, _reply, done) => {
    const origin = originOf(request, wires);
    request[ORIGIN] = origin;
    servingRequest(origin, done);
  });
  // What a body was waited for runs in the context of its connection, which serves other requests too.
  server.addHook('preValidation', (request: KnownRequest, _reply, done) => {
    const origin = (request[ORIGIN] ??= originOf(request, wires));
    if (currentRequest() === origin) done();
    else servingRequest(origin, done);
  });
}

/** The origin of a request in the core; `null` when there is none. */
export function originOfRequest(request: FastifyRequest): RequestOrigin | null {
  return (request as KnownRequest)[ORIGIN] ?? null;
}

function originOf({ id, ip, socket, routeOptions }: FastifyRequest, wires: Wires): RequestOrigin {
  // A trusted proxy may still send something that is not an address.
  const from = readAddress(ip, socket) ?? readAddress(socket.remoteAddress, socket);
  const wire = wires.of(routeOptions.url ?? '')?.name ?? null;
  return { requestId: id, from, wire, connection: socket, provenOwnerId: null, provenClientId: null };
}

/** A cache of the last address of each connection, because it rarely changes. */
const lastRead = new WeakMap<Socket, { readonly text: string; readonly address: NetworkAddress | null }>();

/** Over a Unix socket there is none, unlike in the types. */
function readAddress(text: string | undefined, socket: Socket): NetworkAddress | null {
  if (text === undefined) return null;
  const last = lastRead.get(socket);
  if (last?.text === text) return last.address;
  const address = parseAddress(text);
  lastRead.set(socket, { text, address });
  return address;
}
