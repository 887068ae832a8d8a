import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenGuard } from '../fastify.js';
import { verifying } from '../testing/verifying.fixture.js';

const given = verifying();
const apps: FastifyInstance[] = [];

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

function orders(): FastifyInstance {
  const app = Fastify();
  apps.push(app);
  app.get('/before', () => 'ok');
  void app.register(tokenGuard, { verifier: given.verifier({ introspection: true }), realm: 'orders' });
  app.get('/', (request) => request.identity);
  app.get('/public', { config: { public: true } }, (request) => ({ identity: request.identity }));
  app.get('/ship', { config: { roles: ['SELLER'] } }, () => 'ok');
  app.get('/both', { config: { public: true, roles: ['SELLER'] } }, () => 'ok');
  app.get('/clients', { config: { kinds: ['client'] } }, () => 'ok');
  void app.register((child, _, done) => {
    child.get('/child', () => 'ok');
    done();
  });
  return app;
}

function bearer(token: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

describe('the Fastify plugin', () => {
  it('puts who calls into the request', async () => {
    const response = await orders().inject({ url: '/', ...bearer(given.issuer.mintUser()) });
    expect(response.json()).toMatchObject({ kind: 'user', owner: given.issuer.owner });
  });

  it.each(['/', '/before', '/child', '/ship', '/both', '/unknown'])('refuses %s without a token', async (url) => {
    const response = await orders().inject({ url });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="orders"');
    expect(response.json()).toMatchObject({ code: 'missing_token' });
  });

  it('lets everybody into a public route, and looks at no token there', async () => {
    const response = await orders().inject({ url: '/public', ...bearer('nonsense') });
    expect(response.json()).toEqual({ identity: null });
  });

  it('asks for roles and kinds that a route names', async () => {
    const app = orders();
    const status = async (url: string, token: string): Promise<number> =>
      (await app.inject({ url, ...bearer(token) })).statusCode;
    expect(await status('/ship', given.issuer.mintUser({ roles: ['SELLER'] }))).toBe(200);
    expect(await status('/ship', given.issuer.mintUser())).toBe(403);
    expect(await status('/clients', given.issuer.mintClient())).toBe(200);
    expect(await status('/clients', given.issuer.mintUser())).toBe(403);
    expect(await status('/', given.issuer.mintClient())).toBe(403);
  });

  it('attack 7: answers no malformed header with a 5xx', async () => {
    const app = orders();
    for (const authorization of [
      'Bearer',
      'Bearer ..',
      'Bearer a b',
      'bearer é',
      'Basic',
      '\u0001',
      'x'.repeat(10_000),
    ]) {
      expect((await app.inject({ url: '/', headers: { authorization } })).statusCode).toBe(401);
    }
    const headers = { key: 'a'.repeat(40), 'x-api-key': 'b'.repeat(40) };
    expect((await app.inject({ url: '/', headers })).statusCode).toBe(400);
  });
});
