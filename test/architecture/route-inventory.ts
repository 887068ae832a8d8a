import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  PIPES_METADATA,
} from '@nestjs/common/constants';
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access } from '../../apps/auth/src/http/access/access.decorators';
import { factsOfHandler } from '../../apps/auth/src/http/routes/route-facts';
import type { TestService } from '../support/service/service';

/** One route of one controller. */
export interface Route {
  /** `Controller.handler`, for people. */
  readonly name: string;
  readonly method: string;
  /** As Nest has it, with a leading slash and `:params`. */
  readonly path: string;
  readonly access: Access | undefined;
  /** Whether the core may serve it without knowing the request. */
  readonly needsNoContext: boolean;
  /** Whether Fastify calls the handler itself. */
  readonly isDirect: boolean;
  /** Its own guards, pipes, filters and the like, and those of its controller. */
  readonly enhancers: readonly unknown[];
  /** The module class that the controller belongs to. */
  readonly module: unknown;
}

/** Every route of every controller of a booted service, as Nest's own metadata tells it. */
export function routesOf({ app }: Pick<TestService, 'app'>): readonly Route[] {
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  return modules.flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) =>
      routesOfController(metatype as Controller, module.metatype),
    ),
  );
}

const ENHANCERS = [
  GUARDS_METADATA,
  PIPES_METADATA,
  INTERCEPTORS_METADATA,
  EXCEPTION_FILTERS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
];

type Handler = (...parameters: never[]) => unknown;
type Controller = { readonly name: string; readonly prototype: Record<string, Handler> };

function routesOfController(controller: Controller, module: unknown): Route[] {
  const names = new MetadataScanner().getAllMethodNames(controller.prototype);
  return names.flatMap((name) => {
    const handler = controller.prototype[name];
    const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
    if (!handler || method === undefined) return [];
    const access = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as
      Access | undefined;
    return pathsOf(controller, handler).map((path) => ({
      name: `${controller.name}.${name}`,
      method: RequestMethod[method],
      path,
      access,
      needsNoContext: factsOfHandler(handler).needsNoContext === true,
      isDirect: factsOfHandler(handler).direct !== undefined,
      enhancers: [controller, handler].flatMap((target) =>
        ENHANCERS.flatMap((key) => (Reflect.getMetadata(key, target) as unknown[] | undefined) ?? []),
      ),
      module,
    }));
  });
}

function pathsOf(controller: Controller, handler: Handler): string[] {
  const listed = (target: object): string[] => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
  return listed(controller).flatMap((prefix) =>
    listed(handler).map((path) =>
      `/${prefix}/${path}`.replaceAll(/\/{2,}/gu, '/').replace(/(?<=.)\/$/u, isSlashKept(path) ? '/' : ''),
    ),
  );
}

/** A slash that a route ends with on purpose makes another operation. */
function isSlashKept(path: string): boolean {
  return path.length > 1 && path.endsWith('/');
}
