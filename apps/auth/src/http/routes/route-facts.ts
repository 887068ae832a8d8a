import type { Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

/** A method of a controller that sends an answer. */
export type DirectAnswer = (this: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;

/** What a route declares about itself. */
export interface RouteFacts {
  /** Whether its work never asks which request it serves. */
  readonly needsNoContext?: boolean;
  /** The method that Fastify calls without Nest, and its controller. */
  readonly direct?: { readonly controller: Type; readonly answer: DirectAnswer };
}

/** A decorator that adds facts to those that a route declares already. */
export function withFacts(facts: RouteFacts): MethodDecorator {
  return (target, name, descriptor) => {
    const known = descriptor.value ? factsOfHandler(descriptor.value) : {};
    RouteConfig({ ...known, ...facts })(target, name, descriptor);
  };
}

/** The facts that the handler of a controller declares. */
export function factsOfHandler(handler: object): RouteFacts {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as RouteFacts | undefined) ?? {};
}

/** The facts of a route that is being registered. */
export function factsOfRoute({ config }: Pick<RouteOptions, 'config'>): RouteFacts {
  return (config as RouteFacts | undefined) ?? {};
}
