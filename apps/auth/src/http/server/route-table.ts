import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EdgeError } from '../errors/failure';
import { pathOf } from '../requests/request-path';

/** One registered path with the methods it answers. */
interface Entry {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Remembers which methods each path answers, because neither Fastify nor Nest answers 405 by itself. Unknown paths
 * and methods are refused before a body is read.
 */
export class RouteTable {
  private readonly entries = new Map<string, Entry>();

  /** Records routes as they are registered, and refuses requests without a route. To be called before the first route. */
  attach(server: FastifyInstance): void {
    server.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.add(each, url);
    });
    server.addHook('onRequest', (request, _reply, done) => {
      done(request.is404 ? this.refusal(request) : undefined);
    });
  }

  /** The methods that a path answers; empty for an unknown path. */
  methodsOf(path: string): string[] {
    const methods = [...this.entries.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((entry) => [...entry.methods]);
    return [...new Set(methods)].sort();
  }

  private add(method: string, url: string): void {
    const entry = this.entries.get(url) ?? { pattern: toPattern(url), methods: new Set<string>() };
    entry.methods.add(method);
    this.entries.set(url, entry);
  }

  private refusal(request: FastifyRequest): EdgeError {
    const allow = this.methodsOf(pathOf(request.url));
    // The router may refuse a path that matches the pattern, such as one with an overlong segment.
    if (allow.length === 0 || allow.includes(request.method)) return new EdgeError('route_not_found');
    return new EdgeError('method_not_allowed', { allow });
  }
}

function toPattern(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`, 'u');
}
