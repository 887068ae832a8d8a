import { User } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { send } from '../support/http/http-client';
import { rawRequest, type RawAnswer, sendRaw } from '../support/http/raw-http';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const DEFAULT_OWNER = 'bdd339af-b926-4215-94d6-29375773695d';
const BOUND = 'shop.example';
const LISTED = 'https://app.example.com';

const ENV = {
  PUBLIC_URL: 'https://auth.example.com',
  KOKO_OWNER: `${DEFAULT_OWNER},${BOUND}=${DEFAULT_OWNER}`,
  ALLOWED_HOSTS: 'inside.example,10.0.0.7',
  CORS_ORIGINS: LISTED,
};

const KNOWN = [
  'localhost',
  'LOCALHOST:1',
  'demo.localhost:9010',
  '127.0.0.1:9010',
  '127.9.9.9',
  '[::1]:9010',
  'auth.example.com',
  'auth.example.com:443',
  'auth.example.com.',
  BOUND,
  'Shop.Example:8443',
  'inside.example',
  '10.0.0.7:9010',
];

const UNKNOWN = [
  'evil.example',
  'evil.example:9010',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example',
  '128.0.0.1',
  '10.0.0.8',
  '[::2]',
  'auth.example.com.evil.example',
  'auth.example.com@evil.example',
  'evil.example#localhost',
  '',
  ':80',
  'localhost:x',
];

/** Requests of every kind of wire, that read and that change something. */
const REQUESTS = [
  ['GET', '/'],
  ['GET', '/openapi.json'],
  ['GET', '/outbox'],
  ['GET', '/roles'],
  ['POST', '/users'],
  ['POST', '/api/login'],
  ['POST', '/api/v1/login'],
  ['POST', '/api/token/'],
  ['POST', '/api/v2/auth/login'],
  ['POST', '/oauth/token'],
  ['GET', '/forward-auth'],
  ['GET', '/nothing'],
] as const;

const POSTS = REQUESTS.filter((request) => request[0] === 'POST');

/** SimpleJWT answers a request with an `Origin` as the original does; its routes act only on what the body proves. */
const isOnlyOrigin = (path: string, headers: readonly string[]): boolean =>
  path === '/api/token/' && !headers.some((header) => header.startsWith('Sec-Fetch-Site'));

function ask(service: TestService, method: string, path: string, host: string, more: readonly string[] = []) {
  const request = rawRequest(`${method} ${path} HTTP/1.1`, [...more, 'Content-Length: 0', 'Connection: close']);
  return sendRaw(service.origin, request.replace('Host: localhost', `Host: ${host}`));
}

describe('attack 43: hosts that the service does not know', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService(ENV);
  });

  afterAll(async () => {
    await service.stop();
  });

  it('get the same strict headers with every refusal, also at the page of the documentation', async () => {
    const policies = await Promise.all(
      ['/docs', '/roles', '/nowhere'].map(async (path) => {
        const { status, headers } = await ask(service, 'GET', path, 'evil.example');
        return [status, headers['content-security-policy']];
      }),
    );
    expect(policies).toEqual(
      [421, 421, 421].map((status) => [status, expect.stringMatching(/^default-src 'none'; base-uri/u)]),
    );
    expect(new Set(policies.map(([, policy]) => policy)).size).toBe(1);
  });

  it.each(UNKNOWN)('are refused with 421 on every wire: "%s"', async (host) => {
    for (const [method, path] of REQUESTS) {
      const { status, body } = await ask(service, method, path, host);
      expect([`${method} ${path}`, status]).toEqual([`${method} ${path}`, 421]);
      expect(JSON.parse(body)).toBeTypeOf('object');
    }
  });

  it.each(KNOWN)('are not: %s', async (host) => {
    expect((await ask(service, 'GET', '/roles', host)).status).toBe(200);
  });

  it('may probe whether the process is alive and ready', async () => {
    for (const path of ['/livez', '/readyz']) expect((await ask(service, 'GET', path, '10.1.2.3')).status).toBe(200);
  });

  it('are not known by what a proxy header says', async () => {
    const headers = ['X-Forwarded-Host: localhost', 'Forwarded: host=localhost'];
    expect((await ask(service, 'GET', '/roles', 'evil.example', headers)).status).toBe(421);
  });

  it('are those of an absolute target, whatever the Host header says (RFC 9112, section 3.2.2)', async () => {
    expect((await ask(service, 'GET', 'http://localhost/roles', 'evil.example')).status).toBe(200);
    expect((await ask(service, 'GET', 'http://evil.example/roles', 'localhost')).status).toBe(421);
  });
});

describe.each(['documented', 'hardened'] as const)('attack 43: pages of other origins, in %s mode', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ ...(mode === 'hardened' ? HARDENED_ENV : {}), ...ENV });
  });

  afterAll(async () => {
    await service.stop();
  });

  const statusOf = async (method: string, path: string, headers: readonly string[]) =>
    (await ask(service, method, path, 'localhost:9010', headers)).status;

  const bodyOf = async (method: string, path: string, headers: readonly string[]) => {
    const { status, body } = await ask(service, method, path, 'localhost:9010', headers);
    return { status, body: body.replace(/"timestamp":"[^"]*"/u, '') };
  };

  it.each([
    ['Origin: https://evil.example'],
    ['Origin: http://localhost:8080'],
    ['Origin: http://127.0.0.1'],
    ['Origin: http://auth.example.com'],
    ['Origin: https://auth.example.com.evil.example'],
    ['Origin: https://app.example.com:8443'],
    ['Origin: null'],
    ['Origin: null', 'Sec-Fetch-Site: cross-site'],
    ['Origin: null', 'Sec-Fetch-Site: same-site'],
    ['Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: CROSS-SITE'],
    ['Sec-Fetch-Site: same-site'],
    ['Origin: https://evil.example', 'Sec-Fetch-Site: same-origin'],
    ['Origin: nonsense'],
  ])('change nothing: %s %s', async (...headers) => {
    for (const [method, path] of POSTS.filter((request) => !isOnlyOrigin(request[1], headers))) {
      expect([path, await statusOf(method, path, headers)]).toEqual([path, 403]);
      expect(await bodyOf(method, path, headers)).not.toEqual(await bodyOf(method, path, []));
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect(await statusOf(method, '/owner', headers)).toBe(403);
  });

  it.each([
    ['Origin: http://localhost:9010'],
    ['Origin: https://auth.example.com'],
    ['Origin: https://auth.example.com', 'Sec-Fetch-Site: same-origin'],
    ['Origin: null', 'Sec-Fetch-Site: same-origin'],
    ['Sec-Fetch-Site: none'],
    [`Origin: ${LISTED}`, 'Sec-Fetch-Site: cross-site'],
  ])('are told from our own and listed ones: %s %s', async (...headers) => {
    for (const [method, path] of POSTS)
      expect(await bodyOf(method, path, headers)).toEqual(await bodyOf(method, path, []));
  });

  it('may link to pages and read nothing: no header of CORS is sent to them', async () => {
    const answer = await ask(service, 'GET', '/roles', 'localhost', [
      'Origin: https://evil.example',
      'Sec-Fetch-Site: cross-site',
    ]);
    expect([answer.status, corsOf(answer)]).toEqual([200, undefined]);
    expect(corsOf(await preflight('https://evil.example'))).toBeUndefined();
  });

  it('read answers and preflights where the operator lists them', async () => {
    const allowed = await preflight(LISTED);
    expect([allowed.status, corsOf(allowed)]).toEqual([204, LISTED]);
    expect(allowed.headers['access-control-allow-headers']).toContain('authorization');
    expect(corsOf(await ask(service, 'GET', '/roles', 'localhost', [`Origin: ${LISTED}`]))).toBe(LISTED);
  });

  it('create no user by a form', async () => {
    const email = freshEmail();
    const form = { email, password: PASSWORD, ownerUuid: DEFAULT_OWNER, rol: '5' };
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await send(service.origin, 'POST', '/users', { form, headers })).status).toBe(403);
    expect(await service.dataSource.getRepository(User).countBy({ email })).toBe(0);
  });

  it('attack 53: two Host headers are 400, equal or not', async () => {
    for (const second of ['localhost', 'evil.example']) {
      const { status } = await ask(service, 'GET', '/roles', 'localhost', [`Host: ${second}`]);
      expect([second, status]).toEqual([second, 400]);
    }
  });

  const preflight = (origin: string): Promise<RawAnswer> =>
    ask(service, 'OPTIONS', '/users', 'localhost', [`Origin: ${origin}`, 'Access-Control-Request-Method: POST']);
});

function corsOf({ headers }: RawAnswer): string | undefined {
  return headers['access-control-allow-origin'];
}
