import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, registerOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { plantUser } from '../support/accounts/planted-accounts';
import { send } from '../support/http/http-client';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { CapturedLog } from '../support/service/captured-log';
import { startService, type TestService } from '../support/service/service';

const BASE = 'https://example.com/auth';
const MEGABYTE = 1024 * 1024;

const log = new CapturedLog();
let service: TestService;

beforeAll(async () => {
  const env = { PUBLIC_URL: BASE, KEEP_ALIVE_TIMEOUT: '2', ALLOWED_HOSTS: 'shop.example' };
  service = await startService(env, undefined, log.logger);
});

afterAll(async () => {
  await service.stop();
});

describe('an unsupported expectation', () => {
  it.each([
    ['/users', { code: 'expectation_failed', status: 417 }],
    ['/api/login', { success: 0 }],
    ['/api/v1/login', { status: 417 }],
    ['/api/token/', { detail: 'Expectation cannot be met.' }],
    ['/api/v2/auth/login', { status: 0 }],
    ['/oauth/token', { error: 'invalid_request' }],
    ['/nowhere', { code: 'expectation_failed' }],
  ])('is 417 with an id, the envelope and a log line: %s', async (path, body) => {
    const answer = await sendRaw(
      service.origin,
      rawRequest(
        `POST ${path} HTTP/1.1`,
        ['Expect: 200-maybe', 'Content-Type: application/json', 'Content-Length: 2'],
        '{}',
      ),
    );
    expect(answer.status).toBe(417);
    expect(JSON.parse(answer.body)).toMatchObject(body);
    const id = answer.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f-]{36}$/u);
    await expect.poll(() => log.requests.find(({ requestId }) => requestId === id)).toMatchObject({ status: 417 });
  });

  it('is not 100-continue', async () => {
    const { status } = await sendRaw(
      service.origin,
      rawRequest(
        'POST /users HTTP/1.1',
        ['Expect: 100-Continue', 'Content-Type: application/json', 'Content-Length: 2'],
        '{}',
      ),
    );
    expect(status).toBe(100);
  });
});

describe('a body far over the limit', () => {
  const upload = async (
    path: string,
    head: readonly string[],
    megabytes: number,
    frame = (chunk: Buffer) => [chunk],
  ) => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    const problems: string[] = [];
    let text = '';
    socket
      .on('data', (chunk) => (text += chunk.toString('latin1')))
      .on('error', ({ message }) => problems.push(message));
    await once(socket, 'connect');
    socket.write(rawRequest(`POST ${path} HTTP/1.1`, ['Content-Type: application/json', ...head]));
    const chunk = Buffer.alloc(64 * 1024, 'x');
    for (let sent = 0; sent < megabytes * MEGABYTE && problems.length === 0; sent += chunk.length) {
      for (const piece of frame(chunk))
        if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), delay(3000)]);
    }
    if (head.join('').includes('chunked')) socket.write('0\r\n\r\n');
    if (!socket.closed) await Promise.race([once(socket, 'close'), delay(5000)]);
    socket.destroy();
    return { text, problems };
  };

  it.each(['/users', '/api/login', '/api/token/'])(
    'keeps its 413 for a client that sends all of it: %s',
    async (path) => {
      const { text, problems } = await upload(path, [`Content-Length: ${20 * MEGABYTE}`], 20);
      expect(problems).toEqual([]);
      expect(text).toMatch(/^HTTP\/1\.1 413 /u);
    },
  );

  it('keeps it when it comes in chunks of unknown number', async () => {
    const frame = (chunk: Buffer) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')];
    const { text, problems } = await upload('/users', ['Transfer-Encoding: chunked'], 20, frame);
    expect(problems).toEqual([]);
    expect(text).toMatch(/^HTTP\/1\.1 413 /u);
  });

  it('is not waited for longer than a client is silent', async () => {
    const begun = performance.now();
    const { text } = await upload('/users', [`Content-Length: ${20 * MEGABYTE}`], 1);
    expect(text).toMatch(/^HTTP\/1\.1 413 /u);
    expect(performance.now() - begun).toBeLessThan(4500);
  });

  it('is not asked for by 100 Continue', async () => {
    const head = [`Content-Length: ${20 * MEGABYTE}`, 'Content-Type: application/json', 'Expect: 100-continue'];
    expect((await sendRaw(service.origin, rawRequest('POST /users HTTP/1.1', head))).status).toBe(413);
  });
});

describe('PUBLIC_URL with a path', () => {
  it('is in front of the links of pages', async () => {
    const home = await send(service.origin, 'GET', '/', { headers: { accept: 'text/html' } });
    for (const place of ['/', '/docs', '/openapi.json', '/outbox']) expect(home.text).toContain(`href="/auth${place}"`);
    const outbox = await send(service.origin, 'GET', '/outbox');
    for (const { text } of [home, outbox]) expect(text).not.toMatch(/(?:href|src|action)="\/(?!auth\/)/u);
    const json = await send(service.origin, 'GET', '/', { headers: { accept: 'application/json' } });
    expect(json.json).toMatchObject({ docs: '/auth/docs', openapi: '/auth/openapi.json' });
  });

  it('is in front of what a Link header names', async () => {
    const owner = await registerOwner(service);
    await verifiedUser(service, owner);
    await verifiedUser(service, owner);
    const { headers } = await service.request('GET', `/users?owner=${owner.uuid}&limit=1`, { owner });
    expect(headers.get('link')).toMatch(/^<\/auth\/users\?/u);
  });

  it('is the server of the OpenAPI document, and the issuer of the metadata', async () => {
    expect(service.document.servers).toMatchObject([{ url: '/auth' }]);
    const usual = await send(service.origin, 'GET', '/.well-known/oauth-authorization-server');
    expect(usual.json).toMatchObject({ issuer: BASE, token_endpoint: `${BASE}/oauth/token` });
    const located = await send(service.origin, 'GET', '/.well-known/oauth-authorization-server/auth');
    expect([located.status, located.json]).toEqual([200, usual.json]);
    expect((await send(service.origin, 'GET', '/.well-known/oauth-authorization-server/other')).status).toBe(404);
  });
});

describe('KEEP_ALIVE_TIMEOUT', () => {
  it('closes an idle connection after this time', async () => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    await once(socket, 'connect');
    for (let each = 1; each <= 2; each += 1) {
      socket.write(rawRequest('GET /roles HTTP/1.1'));
      await expect.poll(() => text.match(/HTTP\/1\.1 200/gu)).toHaveLength(each);
      await delay(1500);
    }
    expect(text).toMatch(/keep-alive: timeout=2/iu);
    await once(socket, 'close');
  });
});

describe('forward-auth as Envoy asks', () => {
  const ask = (method: string, path: string, bearer?: string) =>
    send(service.origin, method, path, {
      headers: { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' },
      ...(bearer === undefined ? {} : { bearer }),
    });

  it('answers any method, and a path and query behind its own', async () => {
    const owner = await registerOwner(service);
    const { accessToken } = await verifiedUser(service, owner);
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      for (const path of ['/forward-auth', '/forward-auth/for/', '/forward-auth/orders/7?role=ADMIN&x=1']) {
        expect([method, path, (await ask(method, path, accessToken)).status]).toEqual([method, path, 200]);
        if (method !== 'HEAD') expect([method, path, (await ask(method, path)).status]).toEqual([method, path, 401]);
      }
  });

  it('reads no body of the request that it is asked about', async () => {
    const { accessToken } = await verifiedUser(service, await registerOwner(service));
    const headers = { 'content-type': 'text/xml' };
    const answer = await send(service.origin, 'POST', '/forward-auth/x', { raw: '<a/>', headers, bearer: accessToken });
    expect(answer.status).toBe(200);
  });

  it('refuses a path that two readers read differently, and keeps its requirements', async () => {
    const { accessToken } = await verifiedUser(service, await registerOwner(service));
    for (const path of ['/forward-auth/a//b', '/forward-auth/a%2fb', '/forward-auth/a;b', '/forward-auth?role=ADMIN'])
      for (const method of ['GET', 'POST'])
        expect([path, (await ask(method, path, accessToken)).status]).toEqual([path, 403]);
    expect((await ask('POST', '/forward-authx', accessToken)).status).not.toBe(200);
  });
});

describe('a password with blanks at its ends', () => {
  const logIn = (email: string, password: string) =>
    service.request('POST', '/api/token/', { json: { email, password } });

  it('logs in at SimpleJWT as it was typed, and as the original trims it', async () => {
    for (const [set, typed] of [
      [' blank-at-ends ', ' blank-at-ends '],
      ['no-blanks-there', '  no-blanks-there\t'],
    ] as const) {
      const { email } = await plantUser(service, { email: freshEmail(), password: set });
      expect((await logIn(email, typed)).status).toBe(200);
      expect((await logIn(email, `${typed}x`)).status).toBe(401);
    }
  });

  it('does not match without the blanks', async () => {
    const { email } = await plantUser(service, { email: freshEmail(), password: ' blank-at-ends ' });
    expect((await logIn(email, 'blank-at-ends')).status).toBe(401);
  });
});
