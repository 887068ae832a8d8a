import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Owner, User } from '@portero/database';
import { BeginSession, ManageUser } from '@portero/identity';
import { BookkerProfile } from '@auth/wires/bookker/bookker.profile';
import { PASSWORD } from '../support/accounts/auth100-accounts';
import type { Answer } from '../support/http/http-client';
import { plantOwner, plantUser } from '../support/accounts/planted-accounts';
import { readToken } from '../support/replay/value-kinds';
import { sharedService, startService, type TestService } from '../support/service/service';

const HEADER = '{"type":"JWT","alg":"HS512"}';
const TEN_DAYS = 864_000;

/** A user in the list, as far as the tests look at it. */
interface Listed {
  readonly email: string;
}

async function logIn(service: TestService, user: User): Promise<string> {
  const { json, text } = await service.request('POST', '/api/v1/login', {
    json: { username: user.email, password: PASSWORD },
  });
  if (typeof json.token !== 'string') throw new Error(`Not logged in: ${text}`);
  return json.token;
}

function refresh(service: TestService, bearer: string, userToken?: string) {
  const headers = userToken === undefined ? {} : { 'user-access-token': userToken };
  return service.request('GET', '/api/v1/login/refresh', { bearer, headers });
}

async function expectUnauthorized(answer: Promise<Answer<object>>): Promise<void> {
  const { status, json } = await answer;
  expect(status).toBe(401);
  expect(Object.keys(json)).toEqual(['timestamp', 'status', 'error', 'message', 'path']);
}

describe('a session in Bookker', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  afterEach(() => {
    service.clock.reset();
  });

  it('begins by alias or e-mail, in any case', async () => {
    const user = await plantUser(service, { username: `Ñandú.${Date.now()}`, name: 'Ana', roleId: 3 });
    for (const username of [user.username!, user.username!.toUpperCase(), user.email, user.email.toUpperCase()]) {
      const { json, headers } = await service.request('POST', '/api/v1/login', {
        form: { username, password: PASSWORD },
      });
      expect(Object.keys(json)).toEqual(['token', 'user', 'role']);
      expect(json.user).toEqual({
        id: user.uuid.replaceAll('-', ''),
        name: 'Ana',
        surname: null,
        alias: user.username,
        email: user.email,
        phone: null,
      });
      expect(json.role).toEqual({ id: 'c37e9d14-90f2-4f1d-a6c5-7e4b1d0f3c03', name: 'BUYER' });
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('has the printed token with an id of its own', async () => {
    const user = await plantUser(service);
    const [one, other] = [readToken(await logIn(service, user))!, readToken(await logIn(service, user))!];
    expect(one.header).toBe(HEADER);
    expect(Object.keys(one.claims)).toEqual(['iss', 'aud', 'sub', 'exp', 'rol', 'jti']);
    expect(one.claims).toMatchObject({ iss: 'secure-api', aud: 'secure-app', sub: user.uuid.replaceAll('-', '') });
    expect(one.claims['jti']).not.toBe(other.claims['jti']);
  });

  it('continues with a new token, while the old one stays valid', async () => {
    const old = await logIn(service, await plantUser(service));
    service.clock.advance(TEN_DAYS - 60);
    const { json, headers } = await refresh(service, old);
    expect(Object.keys(json)).toEqual(['token']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await refresh(service, old)).status).toBe(200);
    service.clock.advance(120);
    await expectUnauthorized(refresh(service, old));
    expect((await refresh(service, json.token)).status).toBe(200);
  });

  it('ends at its absolute limit, and no token says that it lives longer', async () => {
    let token = await logIn(service, await plantUser(service));
    const { absoluteSeconds } = service.settings.sessions;
    const end = Math.floor(service.clock.now().getTime() / 1000) + absoluteSeconds;
    for (let spent = 0; spent + TEN_DAYS <= absoluteSeconds; spent += TEN_DAYS - 60) {
      token = (await refresh(service, token)).json.token;
      service.clock.advance(TEN_DAYS - 60);
    }
    const last: string = (await refresh(service, token)).json.token;
    expect(Number(readToken(last)?.claims['exp'])).toBeLessThanOrEqual(end);
    service.clock.advance(TEN_DAYS);
    await expectUnauthorized(refresh(service, last));
  });

  it('is refreshed for a user by an application of its owner, with two valid tokens', async () => {
    const [application, user] = [await plantUser(service), await plantUser(service)];
    const [bearer, userToken] = [await logIn(service, application), await logIn(service, user)];
    const { json } = await refresh(service, bearer, userToken);
    expect(readToken(json.token)?.claims['sub']).toBe(user.uuid.replaceAll('-', ''));
    for (const bad of ['', 'x', userToken.slice(0, -8), `Bearer ${userToken}`, `${userToken}, ${userToken}`]) {
      await expectUnauthorized(refresh(service, bearer, bad));
      await expectUnauthorized(refresh(service, bad, userToken));
    }
    await service.app.get(ManageUser).endSessions({ id: user.id });
    await expectUnauthorized(refresh(service, bearer, userToken));
    await expectUnauthorized(refresh(service, userToken, bearer));
    expect((await refresh(service, bearer)).status).toBe(200);
  });

  it('ends when the user is disabled', async () => {
    const user = await plantUser(service, { roleId: 4 });
    const bearer = await logIn(service, user);
    await service.app.get(ManageUser).update({ id: user.id }, { active: false });
    await expectUnauthorized(refresh(service, bearer));
    await expectUnauthorized(service.request('GET', '/api/v1/users', { bearer }));
  });
});

describe('the users of Bookker', () => {
  let service: TestService;
  let owner: Owner;
  let emails: string[];

  beforeAll(async () => {
    service = await sharedService();
    owner = await plantOwner(service);
    emails = [];
    for (let count = 0; count < 5; count += 1) emails.push((await plantUser(service, { roleId: 4 }, owner)).email);
    await plantUser(service, {}, await plantOwner(service));
  });

  async function tokenAs(roleId: number): Promise<string> {
    const user = await plantUser(service, { email: emails[0]!, roleId }, owner);
    const { profile } = service.app.get(BookkerProfile, { strict: false });
    return (await service.app.get(BeginSession).forUser(profile, user)).access;
  }

  function list(path: string, bearer: string): Promise<Answer<Listed[]>> {
    return service.request<Listed[]>('GET', path, { bearer });
  }

  it.each([4, 5])('are listed to role %i, of its own owner only', async (roleId) => {
    const { json, headers } = await list('/api/v1/users', await tokenAs(roleId));
    expect(json.map(({ email }) => email)).toEqual(emails);
    expect(Object.keys(json[0]!)).toEqual(['id', 'name', 'surname', 'alias', 'email', 'phone', 'role']);
    expect(headers.get('link')).toBeNull();
  });

  it.each([1, 2, 3])('are forbidden to role %i', async (roleId) => {
    const { status, json } = await service.request('GET', '/api/v1/users?limit=1', { bearer: await tokenAs(roleId) });
    expect(status).toBe(403);
    expect(json).toMatchObject({ status: 403, error: 'Forbidden', message: 'Access Denied', path: '/api/v1/users' });
  });

  it('are returned in pages with a Link header', async () => {
    const bearer = await tokenAs(5);
    const seen: string[] = [];
    let next: string | undefined = '/api/v1/users?limit=2';
    while (next !== undefined) {
      const { json, headers }: Answer<Listed[]> = await list(next, bearer);
      seen.push(...json.map(({ email }) => email));
      next = /^<(.*)>; rel="next"$/u.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(emails);
  });

  it.each([
    'limit=0',
    'limit=x',
    'limit=1e3',
    'limit=-1',
    'cursor=',
    'cursor=1.AAAAAAAAAAAA',
    "cursor=' OR 1=1",
    'limit=1&limit=2',
  ])('are not listed for %s', async (query) => {
    const { status } = await service.request('GET', `/api/v1/users?${query}`, { bearer: await tokenAs(5) });
    expect(status).toBe(400);
  });
});

describe('Bookker as it is set', () => {
  const key = 'una-clave-larga-de-la-aplicacion-anterior-con-mas-de-sesenta-y-cuatro-octetos';
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      BOOKKER_SIGNING_KEY: key,
      BOOKKER_ISSUER: 'api.bookker',
      BOOKKER_AUDIENCE: 'web',
      BOOKKER_TOKEN_LIFETIME: '60',
      BOOKKER_ADMIN_ROLES: '1',
    });
  });

  afterAll(async () => {
    await service.stop();
  });

  it('signs with the key that was carried over, under the names and for the time that were set', async () => {
    const token = await logIn(service, await plantUser(service));
    const [header, claims, signature] = token.split('.');
    const expected = createHmac('sha512', key)
      .update(`${header ?? ''}.${claims ?? ''}`)
      .digest('base64url');
    expect(signature).toBe(expected);
    const { iss, aud, exp } = readToken(token)!.claims;
    expect({ iss, aud }).toEqual({ iss: 'api.bookker', aud: 'web' });
    expect(Math.abs(Number(exp) - Date.now() / 1000 - 60)).toBeLessThan(30);
  });

  it('does not take tokens that the service before it made with that key', async () => {
    const input = `${encode({ type: 'JWT', alg: 'HS512' })}.${encode({ iss: 'api.bookker', aud: 'web', sub: 'AitorGC', exp: 4_102_444_800, rol: [] })}`;
    const token = `${input}.${createHmac('sha512', key).update(input).digest('base64url')}`;
    await expectUnauthorized(refresh(service, token));
  });

  it('lists users to the roles that were set', async () => {
    const admin = await plantUser(service, { roleId: 5 });
    const user = await plantUser(service, { roleId: 1 });
    expect((await service.request('GET', '/api/v1/users', { bearer: await logIn(service, user) })).status).toBe(200);
    expect((await service.request('GET', '/api/v1/users', { bearer: await logIn(service, admin) })).status).toBe(403);
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
