import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import { send, type Sending } from '../support/http/http-client';
import { plantUser } from '../support/accounts/planted-accounts';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { sharedService, type TestService } from '../support/service/service';

const NO_ACCOUNT = '{"detail":"No active account found with the given credentials"}';
const NOT_FOUND = '{"detail":"Not found."}';

describe.each(['documented', 'hardened'] as const)('the wire of SimpleJWT in %s mode', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService(mode);
  });

  function logIn(body: Readonly<Record<string, unknown>>) {
    return service.request('POST', '/api/token/', { json: body });
  }

  it('has one answer for every failed log-in', async () => {
    const known = await plantUser(service);
    const disabled = await plantUser(service, { active: false, disabledAt: new Date() });
    const unverified = await plantUser(service, { active: false, verifiedAt: null });
    const attempts = [
      { email: known.email, password: 'another one' },
      { email: disabled.email, password: PASSWORD },
      { email: unverified.email, password: PASSWORD },
      { email: 'nobody@example.com', password: PASSWORD },
      { email: 'no address', password: PASSWORD },
      { email: 'x'.repeat(10_000), password: PASSWORD },
      { email: known.email, password: 'x'.repeat(10_000) },
      { email: `${known.email},nobody@example.com`, password: PASSWORD },
    ];
    for (const attempt of attempts) {
      const { status, text } = await logIn(attempt);
      expect({ status, text }).toEqual({ status: 401, text: NO_ACCOUNT });
    }
  });

  it('accepts the e-mail in any case, and no username', async () => {
    const { email } = await plantUser(service, { username: `u${Date.now()}${mode}` });
    expect((await logIn({ email: email.toUpperCase(), password: PASSWORD })).status).toBe(200);
    expect((await logIn({ email: `u${Date.now()}${mode}`, password: PASSWORD })).text).toBe(NO_ACCOUNT);
  });

  it.each([
    ['GET', '/api/token/nope'],
    ['POST', '/api/token/nope/'],
    ['POST', '/api/token/refresh/x'],
    ['DELETE', '/api/token/__proto__'],
    ['POST', '/api/token/refresh/verify/'],
  ])('has nothing for %s %s', async (method, path) => {
    const { status, text, headers } = await send(service.origin, method, path, { headers: { accept: 'text/plain' } });
    expect({ status, text }).toEqual({ status: 404, text: NOT_FOUND });
    expect(headers.get('content-type')).toBe('application/json');
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])(
    'answers %s with what is allowed, before it reads a body',
    async (method) => {
      const withBody: Sending = method === 'GET' ? {} : { raw: '{oops', headers: { 'content-type': 'json' } };
      for (const path of ['/api/token/', '/api/token/refresh/', '/api/token/verify']) {
        const { status, text, headers } = await send(service.origin, method, path, withBody);
        expect(status).toBe(405);
        expect(text).toBe(`{"detail":"Method \\"${method}\\" not allowed."}`);
        expect(headers.get('allow')).toBe('POST, OPTIONS');
      }
    },
  );

  it('answers in its own envelope what never reaches its views', async () => {
    const large = await send(service.origin, 'POST', '/api/token/', { json: { email: 'x'.repeat(100_000) } });
    expect([large.status, large.text]).toEqual([413, '{"detail":"Request body is too large."}']);
    const escaped = await send(service.origin, 'POST', '/api/token/%zz', { json: {} });
    expect([escaped.status, escaped.text]).toEqual([400, '{"detail":"Malformed request."}']);
  });

  it('reads a body that comes in chunks', async () => {
    const head = ['Content-Type: application/json', 'Transfer-Encoding: chunked', 'Connection: close'];
    const { status, body } = await sendRaw(
      service.origin,
      rawRequest('POST /api/token/verify/ HTTP/1.1', head, '2\r\n{}\r\n0\r\n\r\n'),
    );
    expect([status, body]).toEqual([400, '{"token":["This field is required."]}']);
  });

  it('does not answer the path without the slash', async () => {
    const { email } = await plantUser(service);
    const { status } = await send(service.origin, 'POST', '/api/token', { json: { email, password: PASSWORD } });
    expect(status).toBe(401);
    expect((await send(service.origin, 'POST', '/api/token/', { json: {} })).status).toBe(400);
  });

  it('forbids caching of its answers', async () => {
    const { email } = await plantUser(service);
    const { headers } = await logIn({ email, password: PASSWORD });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('vary')).toBe('Accept');
  });
});
