import type { INestApplication, Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RouteFacts } from '../requests/request-origin';

type Answer = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** The configuration of a route that answers directly. */
export interface DirectRouteFacts extends RouteFacts {
  /** The method that answers. */
  readonly direct?: { readonly controller: Type; readonly method: string | symbol };
}

/**
 * Declares a route that Fastify answers by calling the method with the request and the reply. What Nest does for each request is left
 * out: guards, pipes, interceptors. The method must send the answer, and may not ask which request it serves. Only for public
 * routes that are called so often, or do so little, that Nest would be most of their work.
 */
export function AnswersDirectly(): MethodDecorator {
  return (target, method, descriptor) => {
    const direct = { controller: target.constructor as Type, method };
    RouteConfig({ needsNoContext: true, direct } satisfies DirectRouteFacts)(target, method, descriptor);
  };
}

/** Lets Fastify call the methods of direct routes. Call before the first route, and before what wraps the handlers of routes. */
export function registerDirectRoutes(server: FastifyInstance, app: INestApplication): void {
  server.addHook('onRoute', (route) => {
    const direct = (route.config as DirectRouteFacts | undefined)?.direct;
    if (direct === undefined) return;
    let controller: Readonly<Record<string | symbol, Answer>> | null = null;
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      try {
        controller ??= app.get<Readonly<Record<string | symbol, Answer>>>(direct.controller, { strict: false });
        await controller[direct.method]?.(request, reply);
      } catch (error) {
        void reply.send(error);
      }
    };
    // Without a promise, because Fastify would send an empty answer at its end.
    route.handler = (request, reply) => {
      void answer(request, reply);
    };
  });
}
