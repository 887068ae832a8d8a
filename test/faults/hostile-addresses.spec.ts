import { beforeAll, describe, expect, it } from 'vitest';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  registerUser,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { expectCleanRefusal } from './outcomes';

describe('an e-mail address', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  const register = (email: unknown) =>
    service.request('POST', '/users', { json: { email, ownerUuid: owner.uuid, password: PASSWORD } });

  it.each([
    ['two addresses', 'a@example.com,b@example.com'],
    ['two addresses, by semicolon', 'a@example.com;b@example.com'],
    ['two addresses, by space', 'a@example.com b@example.com'],
    ['a fullwidth comma between two', 'a@example.com，b@example.com'],
    ['an injected header', 'a@example.com\r\nBcc: b@example.com'],
    ['a display name', 'Ana <a@example.com>'],
    ['a quoted local part', '"a b"@example.com'],
    ['two at signs', 'a@b@example.com'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['no domain', 'a@'],
    ['a local domain', 'a@localhost'],
    ['a comment', 'a(b)@example.com'],
    ['a domain that grows too long in ASCII', `a@${'ä.'.repeat(80)}com`],
  ])('is exactly one: %s is 400', async (_name, email) => {
    const answer = await register(email);
    expectCleanRefusal(answer, email);
    expect(answer.json.errors).toEqual([expect.objectContaining({ field: 'email' })]);
  });

  it.each([
    ['capitals', (email: string) => email.toUpperCase()],
    ['a Kelvin sign for K', (email: string) => email.replace('k', '\u212a')],
    ['a fullwidth at sign', (email: string) => email.replace('@', '＠')],
    ['a fullwidth letter', (email: string) => email.replace('k', 'ｋ')],
    ['a mathematical letter', (email: string) => email.replace('k', '\u{1d424}')],
    ['capitals in the domain', (email: string) => email.replace('example', 'EXAMPLE')],
  ])('belongs to one account however it is spelt: %s', async (_name, spell) => {
    const email = `k${freshEmail()}`;
    await verifiedUser(service, owner, { email });
    const taken = await register(spell(email));
    expect([taken.status, taken.json.code]).toEqual([409, 'email_taken']);
    const login = await service.request('POST', '/auth/login', {
      json: { email: spell(email), ownerUuid: owner.uuid, password: PASSWORD },
    });
    expect(login.status).toBe(200);
  });

  it('with a dotless i is a different one, and gets no code of the one with a dot', async () => {
    const email = `mini${freshEmail()}`;
    await verifiedUser(service, owner, { email });
    const dotless = email.replaceAll('i', 'ı');
    const json = { email: dotless, ownerUuid: owner.uuid };
    const answer = await service.request('POST', '/users/request-change-password', { json });
    expect([answer.status, answer.json.code]).toEqual([404, 'account_unknown']);
    expect((await register(dotless)).status).toBe(201);
  });
});

describe('what an owner may not set', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  const FORBIDDEN = {
    id: 1,
    uuid: '11111111-1111-4111-8111-111111111111',
    ownerId: 1,
    createdAt: '2001-01-01T00:00:00.000Z',
    updateAt: '2001-01-01T00:00:00.000Z',
    verificationAt: '2001-01-01T00:00:00.000Z',
    verifiedAt: '2001-01-01T00:00:00.000Z',
    disabledAt: null,
    passwordHash: 'x',
    emailKey: 'other@example.com',
    usernameKey: 'other',
    roleId: 5,
    countryCode: 'BR',
    role: { id: 5 },
    owner: { id: 1 },
  };

  it('in a new user stays as it is: unknown fields are ignored', async () => {
    const user = await registerUser(service, owner, { ...FORBIDDEN, active: true });
    const { result } = (await service.request('GET', `/users/uuid/${user.uuid}`)).json;
    expect(result).toMatchObject({
      active: false,
      verificationAt: null,
      email: user.email,
      rol: { id: 1 },
      country: { acronym: 'AR' },
    });
    expect(result.uuid).not.toBe(FORBIDDEN.uuid);
    expect(new Date(result.createdAt).getFullYear()).toBeGreaterThan(2020);
  });

  it('in a known user stays as it is, and neither e-mail nor owner move', async () => {
    const other = await registerOwner(service);
    const user = await verifiedUser(service, owner);
    const { result: before } = (await service.request('GET', `/users/uuid/${user.uuid}`)).json;
    const json = { ...FORBIDDEN, ownerUuid: other.uuid, email: freshEmail(), password: 'Intruder-1', name: 'Ana' };
    const patched = await service.request('PATCH', `/users/uuid/${user.uuid}`, { json, owner });
    expect(patched.json.result).toEqual({ ...before, updateAt: patched.json.result.updateAt });
    const login = { email: user.email, ownerUuid: owner.uuid, password: PASSWORD };
    expect((await service.request('POST', '/auth/login', { json: login })).status).toBe(200);
    expect((await service.request('GET', `/users?owner=${other.uuid}`)).json).toEqual({ result: [] });
  });

  it('in a new owner stays as it is', async () => {
    const json = {
      ...FORBIDDEN,
      email: freshEmail(),
      password: PASSWORD,
      owner: 'Ana',
      secret: 'mine',
      verificationCode: '1',
    };
    const created = await service.request('POST', '/owner', { json });
    expect(created.json.result.uuid).not.toBe(FORBIDDEN.uuid);
    expect(created.json.result.secret).not.toBe('mine');
  });
});
