import type { Socket } from 'node:net';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  type NetworkAddress,
  parseAddress,
  type RequestOrigin,
  servingRequest,
  servingWithoutContext,
} from '@portero/identity';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Wires } from '../wires';

const ORIGIN = Symbol('origin');

/** A request that was told to the core. */
interface KnownRequest extends FastifyRequest {
  [ORIGIN]?: RequestOrigin | undefined;
}

/** The configuration of a route. */
export interface RouteFacts {
  readonly needsNoContext?: boolean;
}

/**
 * Declares a route whose work never asks which request it serves: it counts for no limit, writes no audit row and waits for
 * no hash. Before version 24 of Node, such a route needs about an eighth less CPU time, as long as no other route is busy.
 */
export function NeedsNoContext(): MethodDecorator {
  return RouteConfig({ needsNoContext: true } satisfies RouteFacts);
}

/**
 * Tells the core which request a route serves: its id, and the address it came from. That is the one the connection has, or,
 * behind `TRUSTED_PROXIES`, the nearest one in `X-Forwarded-For` that is none of theirs. Call before the first route.
 */
export function registerRequestOrigin(server: FastifyInstance, wires: Wires): void {
  server.decorateRequest(ORIGIN);
  server.addHook('onRequest', (request: KnownRequest, _reply, done) => {
    request[ORIGIN] = originOf(request, wires);
    done();
  });
  server.addHook('onRoute', (route) => {
    const { handler } = route;
    const serve = (route.config as RouteFacts | undefined)?.needsNoContext ? servingWithoutContext : servingRequest;
    route.handler = function handle(request: KnownRequest, reply) {
      const origin = (request[ORIGIN] ??= originOf(request, wires));
      return serve(origin, () => handler.call(this, request, reply));
    };
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
