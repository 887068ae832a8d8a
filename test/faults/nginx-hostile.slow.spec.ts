import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DialectSession, logInBy } from '../support/tokens/back-end';
import { freePort } from '../support/service/free-port.mjs';
import { send } from '../support/http/http-client';
import { type Nginx, startNginx } from '../support/programs/nginx';
import { type RawAnswer, rawRequest, sendRaw } from '../support/http/raw-http';
import { close, type RecordingApplication, startRecordingApplication } from '../support/http/recording-application';
import { startService, type TestService } from '../support/service/service';
import { systemProgram } from '../support/programs/system-program';

const NGINX = systemProgram('nginx', 'nginx-light');

/** Once is enough: nginx knows nothing of the database behind Portero. */
const ON_SERVER = (process.env['TEST_DATABASE_URL'] ?? '') !== '';

/** The longest that a client waits for a Portero that says nothing. */
const TIME_LIMIT_MS = 4_500;

const NAMES = ['User', 'Owner', 'Roles', 'Dialect', 'Email-Verified'];
const SPELLINGS = [
  'X-Auth-',
  'x-auth-',
  'X-AUTH-',
  'x-AuTh-',
  'X_Auth_',
  'x_auth_',
  'X-Auth_',
  'X_Auth-',
  'X.Auth.',
  'X!Auth!',
];
const SPOOFED = NAMES.flatMap((name) => SPELLINGS.map((begin) => `${begin}${name}: spoofed`));

const MALFORMED = [
  '',
  ' ',
  'Bearer',
  'Bearer ',
  'Bearer \t',
  'Bearer a b',
  'Bearer ..',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Basic',
  'Basic !!!!',
  'Digest username="x"',
  ',',
  '{}',
  '"',
  '\\',
  '$portero_user',
  'Bearer \u00e9',
  'Bearer \u00ff\u00fe',
  'Bearer \u0001\u001f\u007f',
  'Bearer a\tb',
  'Bearer %00%0d%0aX-Auth-User:x',
  `Bearer ${'x'.repeat(4_000)}`,
  `Bearer ${'x'.repeat(5_000)}`,
  `Bearer ${'x'.repeat(7_000)}`,
  `Bearer ${'x'.repeat(9_000)}`,
  `Bearer ${'x'.repeat(40_000)}`,
  `Bearer ${`${'a'.repeat(2_000)}.`.repeat(3)}`,
  'Bearer a\0b',
];

describe.skipIf(NGINX === null || ON_SERVER)('attack 30: behind a real nginx', () => {
  let service: TestService;
  let application: RecordingApplication;
  let nginx: Nginx;
  let session: DialectSession;

  beforeAll(async () => {
    service = await startService();
    application = await startRecordingApplication();
    nginx = await startNginx(NGINX!, { portero: portOf(service), application: application.port });
    session = await logInBy(service, 'koko');
  });

  afterAll(async () => {
    await nginx.stop();
    await application.stop();
    await service.stop();
  });

  beforeEach(() => {
    application.taken();
  });

  const portOf = ({ origin }: TestService) => Number(new URL(origin).port);

  const sendLines = (origin: string, path: string, lines: readonly string[]): Promise<RawAnswer> =>
    sendRaw(origin, Buffer.from(rawRequest(`GET ${path} HTTP/1.1`, [...lines, 'Connection: close']), 'latin1'));

  /** Everything that reached the application under a name that could be read as one of ours. */
  const claims = () =>
    application
      .taken()
      .flatMap(({ headers }) => headers)
      .filter(([name]) => name.replaceAll(/[^a-z]/gu, '').startsWith('xauth'));

  const truth = () => [
    ['x-auth-user', session.userUuid],
    ['x-auth-owner', expect.any(String)],
    ['x-auth-roles', 'USER'],
    ['x-auth-dialect', 'koko'],
    ['x-auth-email-verified', 'true'],
  ];

  it('what a client says of itself reaches no application, in any spelling, protected or not', async () => {
    const authorization = `Authorization: Bearer ${session.access}`;
    for (const lines of [
      [...SPOOFED, authorization],
      [authorization, ...SPOOFED],
      ...SPOOFED.map((line) => [line, authorization]),
    ]) {
      expect((await sendLines(nginx.origin, '/', lines)).status).toBe(200);
      expect(claims()).toEqual(truth());
      expect((await sendLines(nginx.origin, '/public/', lines)).status).toBe(200);
      expect(claims()).toEqual([]);
    }
    expect((await sendLines(nginx.origin, '/', SPOOFED)).status).toBe(401);
    expect(claims()).toEqual([]);
  });

  it('a credential counts only under its own names, and reaches no application', async () => {
    const { access } = session;
    for (const alias of ['X_API_KEY', 'X-API_KEY', 'X.API.KEY', 'Key_', 'Proxy-Authorization', 'Cookie'])
      expect((await sendLines(nginx.origin, '/', [`${alias}: ${access}`])).status).toBe(401);
    expect(application.taken()).toEqual([]);
    const { access: other } = await logInBy(service, 'shoop');
    // Of a header that came twice, nginx before 1.23 shows the first, and later ones both, which Portero refuses.
    const { status } = await sendLines(nginx.origin, '/', [`key: ${access}`, `key: ${other}`]);
    expect([200, 401]).toContain(status);
    const received = application.taken();
    expect(JSON.stringify(received)).not.toContain(other);
    expect(JSON.stringify(received)).not.toContain(access);
    const told = received.flatMap(({ headers }) => headers).filter(([name]) => name.startsWith('x-auth-'));
    expect(told).toEqual(status === 200 ? truth() : []);
  });

  it('aliases with underscores are cleared even where somebody lets underscores in', async () => {
    const open = [['underscores_in_headers off;', 'underscores_in_headers on;']] as const;
    const loose = await startNginx(NGINX!, { portero: portOf(service), application: application.port }, open);
    try {
      const lines = [...SPOOFED, `Authorization: Bearer ${session.access}`, 'X_Other: passes'];
      expect((await sendLines(loose.origin, '/', lines)).status).toBe(200);
      const [received] = application.taken();
      expect(received?.headers).toContainEqual(['x_other', 'passes']);
      expect(received?.headers.filter(([name]) => /^x.auth/u.test(name))).toEqual(truth());
    } finally {
      await loose.stop();
    }
  });

  it.each(MALFORMED)('a malformed Authorization is refused, and is never an error of ours: %j', async (value) => {
    for (const lines of [
      [`Authorization: ${value}`],
      [`Authorization: ${value}`, `Authorization: Bearer ${session.access}`],
      [`key: ${value}`, `X-API-KEY: ${value}`, `Authorization: ${value}`],
    ]) {
      const { status } = await sendLines(nginx.origin, '/', lines);
      // nginx itself answers 400 to what is no HTTP, is twice there, or is larger than it reads.
      const isNone = value.trim() === '' && lines.length === 2;
      expect(isNone ? [200, 400, 401] : [400, 401]).toContain(status);
    }
    expect(claims().every(([, said]) => said !== 'spoofed')).toBe(true);
  });

  it('attack 36: no spelling of a path gets past the rule for a role', async () => {
    const authorization = `Authorization: Bearer ${session.access}`;
    const plain = ['/admin', '/Admin', '/ADMIN/users', '/aDmIn/', '/admin?x=1', '/administrators'];
    for (const path of plain)
      expect([path, (await sendLines(nginx.origin, path, [authorization])).status]).toEqual([path, 403]);
    const odd = [
      '//admin',
      '/public//admin',
      '/public/../admin',
      '/public/..%2fadmin',
      '/public/..;/admin',
      '/admin;x',
      '/admin.',
    ];
    const escaped = [
      '/%61dmin',
      '/%41dmin',
      '/adm%69n/users',
      '/admin%2e',
      '/%2561dmin',
      '/public%5c..%5cadmin',
      '/public/%2e%2e/admin',
    ];
    for (const path of [...odd, ...escaped, '/x/./admin', '/admin%00', '/public/\\admin', '/adm\u00efn'])
      expect([path, (await sendLines(nginx.origin, path, [authorization])).status]).toEqual([path, 400]);
    expect(application.taken()).toEqual([]);
    for (const path of ['/', '/orders/7?next=//x;y', '/na%C3%AFve%20name', '/.well-known/x.y'])
      expect([path, (await sendLines(nginx.origin, path, [authorization])).status]).toEqual([path, 200]);
  });

  it('a right token passes among large headers, as far as nginx reads them', async () => {
    const authorization = `Authorization: Bearer ${session.access}`;
    const cookie = (length: number) => `Cookie: c=${'x'.repeat(length)}`;
    expect(
      (await sendLines(nginx.origin, '/', [cookie(7_000), `X-More: ${'y'.repeat(7_000)}`, authorization])).status,
    ).toBe(200);
    expect(claims()).toEqual(truth());
    expect((await sendLines(nginx.origin, '/', [cookie(9_000), authorization])).status).toBe(400);
    expect(application.taken()).toEqual([]);
  });

  async function expectUnavailable(portero: number): Promise<void> {
    const proxy = await startNginx(NGINX!, { portero, application: application.port });
    try {
      for (const path of ['/', '/admin/']) {
        const begun = performance.now();
        const answer = await send(proxy.origin, 'GET', path, { bearer: session.access });
        expect(performance.now() - begun).toBeLessThan(TIME_LIMIT_MS);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
        expect([answer.mediaType, answer.headers.get('cache-control')]).toEqual([
          'application/problem+json',
          'no-store',
        ]);
      }
      expect(application.taken()).toEqual([]);
      expect((await send(proxy.origin, 'GET', '/public/')).status).toBe(200);
    } finally {
      await proxy.stop();
    }
  }

  it('nobody passes while Portero is stopped: 503', async () => {
    await expectUnavailable(await freePort());
  });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['hangs up', (socket) => void socket.destroy()],
    ['speaks no HTTP', (socket) => void socket.end('220 smtp ready\r\n')],
    ['breaks off', (socket) => void socket.end('HTTP/1.1 200 OK\r\nX-Auth-User: x')],
  ])('nobody passes while what stands in Portero’s place %s: 503', async (_what, serve) => {
    const sockets = new Set<Socket>();
    const server = createSocketServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      serve(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await expectUnavailable((server.address() as AddressInfo).port);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it.each([302, 400, 404, 405, 429, 431, 500, 502, 503])(
    'nobody passes while Portero answers %i: 503',
    async (status) => {
      const identity = { 'x-auth-user': 'x', 'x-auth-roles': 'ADMIN', location: '/' };
      const answer: RequestListener = (_request, response) => void response.writeHead(status, identity).end();
      const server = createServer(answer).listen(0, '127.0.0.1');
      await once(server, 'listening');
      await expectUnavailable((server.address() as AddressInfo).port);
      await close(server);
    },
  );
});
