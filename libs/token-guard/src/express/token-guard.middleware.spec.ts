import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { requireAccess, requireRoles, tokenGuard } from '../express.js';
import { verifying } from '../testing/verifying.fixture.js';

const given = verifying();
const servers: { close(): unknown; closeAllConnections(): void }[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(build: (app: Express) => void): Promise<string> {
  const app = express();
  build(app);
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function orders(app: Express): void {
  app.use(tokenGuard(given.verifier({ introspection: true }), { realm: 'orders', kinds: ['user', 'client'] }));
  app.get('/', (request, response) => void response.json(request.identity));
  app.get('/users', requireAccess({}), (_, response) => void response.json('ok'));
  app.get('/ship', requireRoles('SELLER', 'ADMIN'), (_, response) => void response.json('ok'));
}

async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown; challenge: string | null }> {
  const response = await fetch(url, { headers });
  return { status: response.status, body: await response.json(), challenge: response.headers.get('www-authenticate') };
}

describe('the Express middleware', () => {
  it('puts who calls into the request', async () => {
    const url = await serve(orders);
    const { status, body } = await get(url, { authorization: `Bearer ${given.issuer.mintUser()}` });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'user', owner: given.issuer.owner });
    expect((await get(url, { key: given.issuer.mintOpaque() })).status).toBe(200);
  });

  it('answers a missing token as RFC 6750 says', async () => {
    const url = await serve(orders);
    expect(await get(url)).toEqual({
      status: 401,
      body: { status: 401, code: 'missing_token', message: 'No token was sent.' },
      challenge: 'Bearer realm="orders"',
    });
  });

  it('asks for roles by name, and for users where clients are accepted too', async () => {
    const url = await serve(orders);
    const authorization = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
    const seller = given.issuer.mintUser({ roles: ['SELLER'] });
    expect(await get(`${url}/ship`, authorization(seller))).toMatchObject({ status: 200 });
    expect(await get(`${url}/ship`, authorization(given.issuer.mintUser()))).toMatchObject({
      status: 403,
      body: { code: 'insufficient_role' },
      challenge: expect.stringContaining('error="insufficient_scope"') as string,
    });
    const client = given.issuer.mintClient();
    expect((await get(url, authorization(client))).status).toBe(200);
    expect(await get(`${url}/users`, authorization(client))).toMatchObject({ body: { code: 'kind_not_accepted' } });
  });

  it('lets nobody pass who needs a role where no guard stood before', async () => {
    const url = await serve((app) => app.get('/', requireRoles('ADMIN'), (_, response) => void response.json('ok')));
    const token = given.issuer.mintUser({ roles: ['ADMIN'] });
    expect((await get(url, { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('answers 503 with Retry-After when the issuer cannot be asked', async () => {
    const url = await serve(orders);
    given.issuer.misbehave('introspection', 'reset');
    const response = await fetch(url, { headers: { 'x-api-key': given.issuer.mintOpaque() } });
    given.issuer.misbehave('introspection', undefined);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('www-authenticate')).toBeNull();
  });

  it('answers in a form of the service', async () => {
    const url = await serve((app) =>
      app.use(
        tokenGuard(given.verifier(), {
          send: ({ body }, _, response) => response.end(JSON.stringify({ status: 0, error: body.code })),
        }),
      ),
    );
    expect(await get(url)).toMatchObject({ status: 401, body: { status: 0, error: 'missing_token' } });
  });

  it('attack 7: answers no malformed header with a 5xx', async () => {
    const url = await serve(orders);
    const lines = [
      'Authorization: Bearer',
      'Authorization:',
      'Authorization: Bearer \xff\xfe',
      'Authorization: Bearer a.b.c',
      'Authorization: Bearer ..',
      'Authorization: Basic !!!',
      `Authorization: Bearer ${'a'.repeat(9000)}`,
      'Authorization: Bearer a\r\nAuthorization: Bearer b',
      `Key: a\r\nX-Api-Key: b`,
      'Key: \xff',
      '__proto__: x',
    ];
    for (const line of lines) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${line}\r\n\r\n`, 'latin1'));
      const [, status] = /^HTTP\/1\.1 (\d+)/u.exec(await text(socket)) ?? [];
      expect([line, status]).toEqual([line, expect.stringMatching(/^40[01]$/u)]);
    }
  });
});
