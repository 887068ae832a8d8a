import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, registerOwner, registerUser, type TestOwner } from '../support/accounts/auth100-accounts';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { sharedService, type TestService } from '../support/service/service';
import { routesOf } from '../architecture/route-inventory';
import { expectCleanRefusal } from './outcomes';

const UUID = '11111111-1111-4111-8111-111111111111';

describe('requests that are not right as HTTP', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  it.each([
    ['truncated', '{"email":'],
    ['single-quoted', "{'email':'a@example.com'}"],
    ['with a trailing comma', '{"email":"a@example.com",}'],
    ['two documents', '{}{}'],
    ['NaN', '{"rol":NaN}'],
    ['a bare word', 'undefined'],
    ['nested 25 deep', `${'{"a":'.repeat(25)}1${'}'.repeat(25)}`],
    ['nested 20000 deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ])('malformed JSON is 400: %s', async (_name, raw) => {
    const answer = await service.request('POST', '/users', { raw, headers: { 'content-type': 'application/json' } });
    expectCleanRefusal(answer, String(raw).slice(0, 40));
    expect([answer.status, answer.json.code]).toEqual([400, 'malformed_request']);
  });

  it('of a key that occurs twice the last one counts, as JSON.parse has it, and it is checked', async () => {
    const body = (last: string) =>
      `{"email":"a@example.com","ownerUuid":"${owner.uuid}","password":"${PASSWORD}","email":${last}}`;
    const headers = { 'content-type': 'application/json' };
    const wrong = await service.request('POST', '/users', { raw: body('["b@example.com"]'), headers });
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([400, 'email']);
  });

  it.each([
    'text/plain',
    'text/xml',
    'application/octet-stream',
    'application/jsonp',
    'application/json5',
    'multipart/form-data; boundary=x',
    'nonsense',
    '',
  ])('another media type is 415: "%s"', async (type) => {
    const request = rawRequest(
      'POST /users HTTP/1.1',
      [...(type === '' ? [] : [`Content-Type: ${type}`]), 'Content-Length: 2'],
      '{}',
    );
    const { status, headers, body } = await sendRaw(service.origin, request);
    expect([status, mediaType(headers), JSON.parse(body).code]).toEqual([
      415,
      'application/problem+json',
      'unsupported_media_type',
    ]);
  });

  it('a body of 1 MB is 413, and the answer arrives', async () => {
    const answer = await service.request('POST', '/users', { json: { email: 'x'.repeat(1_000_000) } });
    expect([answer.status, answer.json.code]).toEqual([413, 'payload_too_large']);
  });

  it('a body that is announced as 1 GB is 413 before it is sent', async () => {
    const { status } = await sendRaw(
      service.origin,
      rawRequest('POST /users HTTP/1.1', ['Content-Type: application/json', 'Content-Length: 1000000000']),
    );
    expect(status).toBe(413);
  });

  it('a body in chunks that outgrows the limit is 413', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const request = rawRequest(
      'POST /users HTTP/1.1',
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      `${chunk.repeat(6)}0\r\n\r\n`,
    );
    expect((await sendRaw(service.origin, request)).status).toBe(413);
  });

  it.each(['/users/%', '/users/%zz', '/users/uuid/%E0%A4%A', '/users/uuid/%ff'])(
    'bad percent-encoding is 400: %s',
    async (path) => {
      const { status, headers, body } = await sendRaw(service.origin, rawRequest(`GET ${path} HTTP/1.1`));
      expect([status, mediaType(headers), JSON.parse(body).code]).toEqual([
        400,
        'application/problem+json',
        'malformed_request',
      ]);
    },
  );

  it.each([
    '/users/uuid',
    '/users/nobody/knows',
    '/owner/x/y/z',
    '/auth',
    '/users;x=1',
    '/users//uuid',
    `/users/uuid/${'x'.repeat(400)}`,
    '/roles/1',
    '/nothing',
    '/.git/config',
    '/users/uuid/%2e%2e%2f%2e%2e',
  ])('nothing is found at %s: 404 as a rule, as a problem', async (path) => {
    const { status, headers, body } = await sendRaw(service.origin, rawRequest(`GET ${path} HTTP/1.1`));
    expect([404, 400, 414]).toContain(status);
    expect(mediaType(headers)).toBe('application/problem+json');
    expect(JSON.parse(body).code).toMatch(/^(?:route_not_found|validation_failed|uri_too_long)$/u);
  });

  it('another method on a known path is 405 with the ones that it answers', async () => {
    const paths = new Map<string, Set<string>>();
    for (const { path, method } of routesOf(service)) {
      const target = path.replaceAll(/:[^/]+/gu, UUID);
      paths.set(target, (paths.get(target) ?? new Set()).add(method));
    }
    const exact = [...paths].filter(([path]) => !path.includes(UUID));
    for (const [path, methods] of exact) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].filter(
        (each) => !methods.has(each),
      )) {
        const { status, headers } = await sendRaw(service.origin, rawRequest(`${method} ${path} HTTP/1.1`));
        // A proxy asks with the method of the request that it asks about (Envoy's ext_authz): no method is wrong there.
        if (path === '/forward-auth') {
          expect([status, `${method} ${path}`]).toEqual([401, `${method} ${path}`]);
          continue;
        }
        const allowed = headers['allow']?.split(', ') ?? [];
        expect([status, `${method} ${path}`]).toEqual([405, `${method} ${path}`]);
        expect(allowed, path).toEqual(expect.arrayContaining([...methods]));
        expect(allowed, path).not.toContain(method);
      }
    }
  });

  it('HEAD answers as GET does, without the body', async () => {
    const { status, body, headers } = await sendRaw(
      service.origin,
      rawRequest('HEAD /roles HTTP/1.1', ['Connection: close']),
    );
    expect([status, body, headers['content-type']]).toEqual([200, '', 'application/json; charset=utf-8']);
  });

  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400],
    ['an unknown method', rawRequest('BREW /users HTTP/1.1'), 400],
    ['two lengths', rawRequest('POST /users HTTP/1.1', ['Content-Length: 2', 'Content-Length: 3'], '{}'), 400],
    [
      'a length and chunks',
      rawRequest('POST /users HTTP/1.1', ['Content-Length: 2', 'Transfer-Encoding: chunked'], '{}'),
      400,
    ],
    ['a negative length', rawRequest('POST /users HTTP/1.1', ['Content-Length: -1']), 400],
    ['a header without colon', rawRequest('GET /roles HTTP/1.1', ['nonsense']), 400],
    ['a folded header', rawRequest('GET /roles HTTP/1.1', ['X-A: 1', ' 2']), 400],
    ['headers of 20 KB', rawRequest('GET /roles HTTP/1.1', [`X-A: ${'x'.repeat(20_000)}`]), 431],
    ['a target of 20 KB', rawRequest(`GET /roles?${'x'.repeat(20_000)} HTTP/1.1`), 431],
  ])('what is no request at all is refused as a problem: %s', async (_name, request, expected) => {
    const { status, headers, body } = await sendRaw(service.origin, request);
    expect(status).toBe(expected);
    expect(mediaType(headers)).toBe('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status: expected });
  });

  it('a request without Host is 400', async () => {
    expect((await sendRaw(service.origin, 'GET /roles HTTP/1.1\r\n\r\n')).status).toBe(400);
  });

  it('a path of slashes costs no time', async () => {
    const started = performance.now();
    for (let round = 0; round < 10; round += 1)
      await sendRaw(service.origin, rawRequest(`GET /${'/'.repeat(12_000)}x/ HTTP/1.1`, ['Connection: close']));
    const many = performance.now() - started;
    const begun = performance.now();
    for (let round = 0; round < 10; round += 1)
      await sendRaw(service.origin, rawRequest(`GET /${'y'.repeat(12_000)}x/ HTTP/1.1`, ['Connection: close']));
    expect(many).toBeLessThan((performance.now() - begun) * 10 + 200);
  });

  it.each([
    "1' OR '1'='1",
    '1;DROP TABLE users',
    '0x10',
    '1e2',
    ' 1',
    '-1',
    '2147483648',
    '9007199254740993',
    '99999999999999999999',
    'NaN',
    'null',
    '[]',
    '%00',
  ])('an id is a whole number, and a large one is nobody: %s', async (id) => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await service.request(method, `/users/id/${encodeURIComponent(id)}?owner=${owner.uuid}`);
      expectCleanRefusal(answer, id);
      expect([400, 404]).toContain(answer.status);
    }
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=-1',
    'limit=1.5',
    'limit=1;SELECT 1',
    'limit=1&limit=2',
    'limit[]=1',
    'cursor=1',
    "cursor=1' OR 1=1--",
    'cursor=1.AAAAAAAAAAAA',
    'cursor=&cursor=',
    'cursor=%00',
    `cursor=${'9'.repeat(300)}`,
  ])('a page is asked for as the Link says, or refused: %s', async (query) => {
    const answer = await service.request('GET', `/users?owner=${owner.uuid}&${query}`);
    if (query === 'limit[]=1') expect(answer.status).toBe(200);
    else expectCleanRefusal(answer, query);
  });

  it("a cursor of another owner's list is refused", async () => {
    const other = await registerOwner(service);
    for (const { uuid } of [owner, other])
      for (let count = 0; count < 2; count += 1) await registerUser(service, { uuid });
    const link = (await service.request('GET', `/users?owner=${owner.uuid}&limit=1`)).headers.get('link') ?? '';
    const cursor = new URLSearchParams(/\?(.*)>/u.exec(link)?.[1]).get('cursor') ?? '';
    expect((await service.request('GET', `/users?owner=${owner.uuid}&cursor=${cursor}`)).status).toBe(200);
    const stolen = await service.request('GET', `/users?owner=${other.uuid}&cursor=${cursor}`);
    expect([stolen.status, stolen.json.errors[0].field]).toEqual([400, 'cursor']);
  });
});

function mediaType(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['content-type']?.split(';')[0];
}
