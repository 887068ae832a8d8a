import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '../support/service/service';
import { routesOf } from './route-inventory';

/** What Swagger UI and the document bring along. Every other route is a controller's and declares its access. */
const WITHOUT_CONTROLLER = /^\/(?:docs(?:\/.*)?|openapi\.json)$/u;

describe('access to routes', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  it('is declared by every route of every controller', () => {
    const routes = routesOf(service);
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ access }) => access === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('is complete: the only routes without a controller are the document and its page', () => {
    // The listing of the router leaves out the slash before a wildcard.
    const declared = new Set(routesOf(service).flatMap(({ path }) => [path, path.replace(/\/\*$/u, '*')]));
    const registered = registeredPaths(service);
    expect(registered).toContain('/owner');
    expect(registered.filter((path) => !declared.has(path) && !WITHOUT_CONTROLLER.test(path))).toEqual([]);
  });

  it('of routes that answer without the guards and pipes of Nest is public, and they have none', () => {
    const direct = routesOf(service).filter(({ isDirect }) => isDirect);
    expect(direct.map(({ path }) => path).sort()).toEqual(['/.well-known/jwks.json', '/livez']);
    for (const { name, access, enhancers } of direct) expect([name, access, enhancers]).toEqual([name, 'public', []]);
  });

  it('of routes that manage users is never public', () => {
    const managing = routesOf(service).filter(
      ({ path, method }) => path.startsWith('/users/') && (method === 'DELETE' || method === 'PATCH'),
    );
    expect(managing.length).toBeGreaterThan(3);
    expect(managing.filter(({ access }) => access !== 'owner-scoped' && access !== 'owner-credential')).toEqual([]);
  });
});

/** The paths that Fastify answers. */
function registeredPaths({ app }: TestService): string[] {
  const tree: string = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const paths: string[] = [];
  const parents: string[] = [];
  for (const line of tree.split('\n').filter((each) => each.trim() !== '')) {
    const [, indent = '', rest = ''] = /^((?:[│ ] {3})*)(?:[├└]── )(.*)$/u.exec(line) ?? [];
    const depth = indent.length / 4;
    const segment = rest.replace(/ \([A-Z, ]+\)$/u, '');
    parents.length = depth;
    parents.push(segment);
    if (segment !== rest) paths.push(parents.join('').replaceAll(/\/{2,}/gu, '/'));
  }
  return [...new Set(paths)];
}
