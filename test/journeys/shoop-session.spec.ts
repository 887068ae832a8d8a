import { createHash } from 'node:crypto';
import { IssuedToken, User } from '@portero/database';
import { ManageUser } from '@portero/identity';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import { plantOwner, plantUser } from '../support/accounts/planted-accounts';
import { sharedService, startService, type TestService } from '../support/service/service';
import { registerShopper, showShopper } from '../support/accounts/shoop-accounts';

const INVALID_KEY = { status: 0, error: 'Your key is invalid.' };
const MISSING_KEY = { status: 0, error: 'Your key is missing.' };

describe('attack 33: a key of Shoop', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });
  afterEach(() => {
    service.clock.reset();
  });

  async function logIn(email: string, password: string): Promise<string> {
    const { json, text } = await service.request('POST', '/api/v2/auth/login', { json: { email, password } });
    if (json.status !== 1) throw new Error(`Not logged in: ${text}`);
    return json.key as string;
  }

  function read(headers: Record<string, string>) {
    return service.request('GET', '/api/v2/user/me', { headers });
  }

  it('is 40 hex digits, kept as a hash', async () => {
    const { key } = await registerShopper(service);
    expect(key).toMatch(/^[0-9a-f]{40}$/u);
    const rows = await service.dataSource.getRepository(IssuedToken).find();
    const hash = createHash('sha256').update(key).digest();
    expect(rows.filter((row) => row.hash?.equals(hash))).toHaveLength(1);
    expect(rows.some((row) => row.hash?.includes(key) ?? false)).toBe(false);
  });

  it('is taken back in the key header, in X-API-KEY, and as Bearer token', async () => {
    const { key, email } = await registerShopper(service);
    for (const headers of [{ key }, { KEY: key }, { 'X-API-KEY': key }, { authorization: `bearer ${key}` }]) {
      const answer = await read(headers);
      expect([answer.status, answer.json.user?.email]).toEqual([200, email]);
    }
  });

  it('counts in the first header that has one', async () => {
    const { key } = await registerShopper(service);
    expect((await read({ key, authorization: 'Bearer nonsense' })).status).toBe(200);
    expect((await read({ key: 'nonsense', 'x-api-key': key })).json).toEqual(INVALID_KEY);
    expect((await read({ key: ' ', 'x-api-key': key })).status).toBe(200);
  });

  it.each([
    ['upper case', (key: string) => key.toUpperCase()],
    ['one digit less', (key: string) => key.slice(1)],
    ['one digit more', (key: string) => `${key}0`],
    ['its hash', (key: string) => createHash('sha256').update(key).digest('hex')],
    ['a SQL fragment', () => `' OR '1'='1`],
    ['very long text', () => 'a'.repeat(8000)],
  ])('is no other than itself: %s', async (_title, change) => {
    const { key } = await registerShopper(service);
    const answer = await read({ key: change(key) });
    expect([answer.status, answer.json]).toEqual([401, INVALID_KEY]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a b', 'Digest x="y"', ','])(
    'is missed with %j for authorization',
    async (authorization) => {
      const answer = await read({ authorization });
      expect([answer.status, answer.json]).toEqual([401, MISSING_KEY]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    },
  );

  it('stays valid beside others, and ends without ending them', async () => {
    const { email, password, key } = await registerShopper(service);
    const second = await logIn(email, password);
    const out = await service.request('POST', '/api/v2/auth/logout', { headers: { key } });
    expect(out.json).toEqual({ status: 1, message: 'Your key has been ended.' });
    expect((await showShopper(service, key)).json).toEqual(INVALID_KEY);
    expect((await showShopper(service, second)).status).toBe(200);
  });

  it('ends by itself after its lifetime, used or not', async () => {
    const { key } = await registerShopper(service);
    service.clock.advance(31_536_000 - 60);
    expect((await showShopper(service, key)).status).toBe(200);
    service.clock.advance(61);
    expect((await showShopper(service, key)).json).toEqual({ status: 0, error: 'Your key is expired.' });
  });

  it('ends with its account being disabled or deleted', async () => {
    const [disabled, deleted] = [await registerShopper(service), await registerShopper(service)];
    const users = service.dataSource.getRepository(User);
    const manage = service.app.get(ManageUser);
    await manage.update({ id: (await users.findOneByOrFail({ email: disabled.email })).id }, { active: false });
    await manage.delete({ id: (await users.findOneByOrFail({ email: deleted.email })).id });
    for (const { key } of [disabled, deleted]) expect((await showShopper(service, key)).json).toEqual(INVALID_KEY);
  });

  it('belongs to a user of another dialect just as well', async () => {
    const { email } = await plantUser(service, { name: 'Ana', phone: '+54 11 5555' });
    const answer = await showShopper(service, await logIn(email.toUpperCase(), PASSWORD));
    expect(answer.json.user).toMatchObject({
      email,
      name: 'Ana',
      email_verified: true,
      id_location: null,
      avatar: null,
    });
  });
});

describe('Shoop, bound to owners by host', () => {
  it('lets in the users of the owner that the host belongs to', async () => {
    const uuids = ['1b2e9f0c-0a3d-4c55-8d57-3b8f4f4c9a01', '2c3fa01d-1b4e-4d66-9e68-4c9f505dab12'] as const;
    const service = await startService({
      SHOOP_OWNER: `${uuids[0]},toko.example=${uuids[1]}`,
      ALLOWED_HOSTS: 'other.example',
    });
    try {
      const owners = [await plantOwner(service, { uuid: uuids[0] }), await plantOwner(service, { uuid: uuids[1] })];
      const { email } = await plantUser(service, {}, owners[1]);
      const form = { email, password: PASSWORD };
      const logIn = (host?: string) =>
        service.app.inject({
          method: 'POST',
          url: '/api/v2/auth/login',
          payload: form,
          ...(host === undefined ? {} : { headers: { host } }),
        });
      expect((await logIn('toko.example')).statusCode).toBe(200);
      expect((await logIn('other.example')).json()).toEqual({ status: 0, error: 'Your email is not registered.' });
    } finally {
      await service.stop();
    }
  });
});
