import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import type { Answer } from '../support/http/http-client';
import { plantOwner, plantUser } from '../support/accounts/planted-accounts';
import { sendRaw } from '../support/http/raw-http';
import { readToken } from '../support/replay/value-kinds';
import { startService, type TestService } from '../support/service/service';

const DEFAULT_OWNER = 'bdd339af-b926-4215-94d6-29375773695d';
const OTHER_OWNER = '5f0c2a7e-91d4-4b0e-8a55-3c1d7e9b2f60';
const CARRIED_OVER = 'django-secret-of-the-service-being-replaced';
const BLACKLISTED = '{"detail":"Token is blacklisted","code":"token_not_valid"}';
const NOT_VALID = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';

/** The tokens of a log-in. */
interface Pair {
  readonly refresh: string;
  readonly access: string;
}

describe('SimpleJWT as it is set', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      SIMPLEJWT_ROTATE_REFRESH: 'true',
      SIMPLEJWT_ACCESS_SECONDS: '60',
      SIMPLEJWT_REFRESH_SECONDS: '600',
      SIMPLEJWT_SIGNING_KEY: CARRIED_OVER,
      SIMPLEJWT_OWNER: `${DEFAULT_OWNER},other.example=${OTHER_OWNER}`,
    });
  });

  afterEach(() => {
    service.clock.reset();
  });

  afterAll(async () => {
    await service.stop();
  });

  async function logIn(): Promise<Pair> {
    const { email } = await plantUser(service);
    const { json } = await service.request('POST', '/api/token/', { json: { email, password: PASSWORD } });
    return json as Pair;
  }

  function refresh(token: string): Promise<Answer<Pair>> {
    return service.request<Pair>('POST', '/api/token/refresh/', { json: { refresh: token } });
  }

  function verify(token: string): Promise<Answer> {
    return service.request<unknown>('POST', '/api/token/verify/', { json: { token } });
  }

  it('signs with the key that was carried over, and for as long as it is told', async () => {
    const pair = await logIn();
    for (const [token, seconds] of [
      [pair.refresh, 600],
      [pair.access, 60],
    ] as const) {
      const [header = '', claims = '', signature] = token.split('.');
      expect(createHmac('sha256', CARRIED_OVER).update(`${header}.${claims}`).digest('base64url')).toBe(signature);
      const read = readToken(token)?.claims;
      expect(Number(read?.['exp']) - Number(read?.['iat'])).toBe(seconds);
    }
  });

  it('answers a refresh with both tokens, and puts the old one on the blacklist', async () => {
    const first = await logIn();
    const { json, text } = await refresh(first.refresh);
    expect(Object.keys(json)).toEqual(['access', 'refresh']);
    expect(readToken(json.refresh)?.claims).toMatchObject({ token_type: 'refresh' });
    expect(text).not.toContain(first.refresh);
    const again = await refresh(first.refresh);
    expect({ status: again.status, text: again.text }).toEqual({ status: 401, text: BLACKLISTED });
    const verified = await verify(first.refresh);
    expect({ status: verified.status, text: verified.text }).toEqual({ status: 401, text: NOT_VALID });
    expect((await verify(first.access)).text).toBe('[]');
    expect((await verify(json.refresh)).text).toBe('[]');
    expect((await refresh(json.refresh)).status).toBe(200);
  });

  it('goes on for as long as it is refreshed in time', async () => {
    let { refresh: token } = await logIn();
    for (let round = 0; round < 5; round += 1) {
      service.clock.advance(590);
      token = (await refresh(token)).json.refresh;
    }
    service.clock.advance(601);
    expect((await refresh(token)).text).toBe(NOT_VALID);
  });

  it('knows the users of the owner that the host is bound to', async () => {
    const owner = await plantOwner(service, { uuid: OTHER_OWNER });
    const [here, there] = [await plantUser(service), await plantUser(service, {}, owner)];
    const statusAt = async (host: string, email: string) => {
      const body = new URLSearchParams({ email, password: PASSWORD }).toString();
      const head = ['POST /api/token/ HTTP/1.1', `Host: ${host}`, 'Content-Type: application/x-www-form-urlencoded'];
      const request = [...head, `Content-Length: ${body.length}`, '', body].join('\r\n');
      return (await sendRaw(service.origin, request)).status;
    };
    expect(await statusAt('localhost', here.email)).toBe(200);
    expect(await statusAt('localhost', there.email)).toBe(401);
    expect(await statusAt('OTHER.example:8080', there.email)).toBe(200);
    expect(await statusAt('other.example', here.email)).toBe(401);
  });
});
