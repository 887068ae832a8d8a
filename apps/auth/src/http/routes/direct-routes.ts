import type { INestApplication, Type } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DirectAnswer, factsOfRoute, withFacts } from './route-facts';

/**
 * Declares a route that Fastify answers by calling the method with the request and the reply. What Nest does for each request is left
 * out: guards, pipes, interceptors, filters, and decorators that set a status or a header. The method must send the answer, and may not
 * ask which request it serves. Only for public routes that are called so often, or do so little, that Nest would be most of their work.
 */
export function AnswersDirectly(): MethodDecorator {
  return (target, name, descriptor) => {
    const direct = { controller: target.constructor as Type, answer: descriptor.value as DirectAnswer };
    withFacts({ needsNoContext: true, direct })(target, name, descriptor);
  };
}

/** Lets Fastify call the methods of direct routes. Call before the first route, and before what wraps the handlers of routes. */
export function registerDirectRoutes(server: FastifyInstance, app: INestApplication): void {
  server.addHook('onRoute', (route) => {
    const { direct } = factsOfRoute(route);
    if (direct === undefined) return;
    let controller: unknown = null;
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      try {
        controller ??= app.get<unknown>(direct.controller, { strict: false });
        await direct.answer.call(controller, request, reply);
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
