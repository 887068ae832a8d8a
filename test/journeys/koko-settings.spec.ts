import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import { plantOwner, plantUser } from '../support/accounts/planted-accounts';
import { sendRaw } from '../support/http/raw-http';
import { readToken } from '../support/replay/value-kinds';
import { startService, type TestService } from '../support/service/service';

const OTHER_OWNER = '0b9c1d2e-3f40-4a51-8b62-7c8d9e0fa1b2';
const DEFAULT_OWNER = 'bdd339af-b926-4215-94d6-29375773695d';

describe('Koko as it is set', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      KOKO_PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      KOKO_CLIENT_ID: 'app-7',
      KOKO_OWNER: `${DEFAULT_OWNER},other.example=${OTHER_OWNER}`,
    });
  });

  afterAll(async () => {
    await service.stop();
  });

  function logIn(email: string) {
    return service.request('POST', '/api/login', { json: { email, password: PASSWORD } });
  }

  async function statusAt(host: string, email: string): Promise<number> {
    const body = JSON.stringify({ email, password: PASSWORD });
    const head = [
      'POST /api/login HTTP/1.1',
      `Host: ${host}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    return (await sendRaw(service.origin, [...head, '', body].join('\r\n'))).status;
  }

  it('signs with the key that was carried over', async () => {
    const { email } = await plantUser(service);
    const token: string = (await logIn(email)).json.data.access_token;
    const [header, claims, signature] = token.split('.');
    const signed = Buffer.from(`${header ?? ''}.${claims ?? ''}`);
    expect(
      verify(
        'sha256',
        signed,
        createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        Buffer.from(signature ?? '', 'base64url'),
      ),
    ).toBe(true);
    expect(readToken(token)?.claims['aud']).toBe('app-7');
  });

  it('knows the users of the owner that the host is bound to', async () => {
    const owner = await plantOwner(service, { uuid: OTHER_OWNER });
    const [here, there] = [await plantUser(service), await plantUser(service, {}, owner)];
    expect(await statusAt('localhost', here.email)).toBe(200);
    expect(await statusAt('localhost', there.email)).toBe(404);
    expect(await statusAt('OTHER.example:8080', there.email)).toBe(200);
    expect(await statusAt('other.example', here.email)).toBe(404);
  });

  it.each([
    ['2027-02-28', 31_536_000],
    ['2027-03-01', 31_622_400],
    ['2028-02-28', 31_622_400],
    ['2028-02-29', 31_622_400],
    ['2028-03-01', 31_536_000],
  ])('issues access tokens for one calendar year on %s', async (day, seconds) => {
    service.clock.reset();
    service.clock.advance((Date.parse(`${day}T12:00:00.000Z`) - Date.now()) / 1000);
    const { email } = await plantUser(service);
    const { data } = (await logIn(email)).json;
    const refreshed = await service.request('POST', '/api/token', {
      bearer: data.access_token,
      json: { refresh_token: data.refresh_token },
    });
    service.clock.reset();
    for (const { expires_in, access_token } of [data, refreshed.json.data]) {
      const claims = readToken(access_token)?.claims;
      expect(expires_in).toBe(seconds);
      expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(seconds);
    }
  });
});
