import { beforeAll, describe, expect, it } from 'vitest';
import { WIRES } from '../../apps/auth/src/wires';
import { sharedService, type TestService } from '../support/service/service';
import { type Route, routesOf } from './route-inventory';

describe('routes', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  it('never collide: of two that fit one request, one is the more specific in every segment', () => {
    const routes = routesOf(service);
    const collisions = routes.flatMap((one, index) =>
      routes
        .slice(index + 1)
        .filter((other) => collide(one, other))
        .map((other) => `${one.name} × ${other.name}`),
    );
    expect(collisions).toEqual([]);
  });

  it('belong to exactly the wire of their path', () => {
    const strays = WIRES.flatMap((wire) =>
      routesOf(service)
        .filter(({ module }) => module === wire.module)
        .filter(({ path }) => owners(path).join() !== wire.name)
        .map(({ name, path }) => `${name} ${path}: ${owners(path).join()}`),
    );
    expect(strays).toEqual([]);
  });

  it('of the service itself are not below a path of a wire', () => {
    const modules = new Set<unknown>(WIRES.map(({ module }) => module));
    const own = routesOf(service).filter(({ module }) => !modules.has(module));
    expect(own.map(({ path }) => path)).toContain('/readyz');
    expect(own.map(({ path }) => path).filter((path) => owners(path).length > 0)).toEqual([]);
  });
});

describe('the rule about collisions', () => {
  it.each([
    ['/a/:x', '/a/:y', true],
    ['/a/b', '/a/b', true],
    ['/a/:x/c', '/a/b/:y', true],
    ['/a/:x', '/a/b', false],
    ['/a/:x', '/b/:x', false],
    ['/a/:x', '/a/:x/c', false],
    ['/a', '/a/', false],
  ])('says of %s and %s: %s', (one, other, expected) => {
    expect(collide({ method: 'GET', path: one }, { method: 'GET', path: other })).toBe(expected);
  });
});

type Pattern = Pick<Route, 'method' | 'path'>;

function owners(path: string): string[] {
  return WIRES.filter(({ answers }) => answers(path.replaceAll(/:[^/]+/gu, 'x'))).map(({ name }) => name);
}

/** Whether one request fits both while neither pattern is the more specific one. */
function collide(one: Pattern, other: Pattern): boolean {
  if (one.method !== other.method) return false;
  const [a, b] = [one.path.split('/'), other.path.split('/')];
  if (
    a.length !== b.length ||
    a.some((segment, index) => !isParam(segment) && !isParam(b[index]) && segment !== b[index])
  )
    return false;
  const oneIsNarrower = a.some((segment, index) => !isParam(segment) && isParam(b[index]));
  const otherIsNarrower = a.some((segment, index) => isParam(segment) && !isParam(b[index]));
  return oneIsNarrower === otherIsNarrower;
}

function isParam(segment: string | undefined): boolean {
  return segment?.startsWith(':') ?? false;
}
