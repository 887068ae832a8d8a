import { generateKeyPairSync } from 'node:crypto';
import { hashSync } from '@node-rs/bcrypt';
import { User } from '@portero/database';
import { DefaultOwner, LegacyBackEnds, WriteBacks } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http/http-client';
import { type DjangoSite, type OldProgram, startDjango, startPhp } from '../support/legacy/old-programs';
import { hasPythonModule } from '../support/programs/debian-python';
import { systemProgram } from '../support/programs/system-program';
import { startService, type TestService } from '../support/service/service';

const HAS_DJANGO = hasPythonModule('rest_framework_simplejwt', 'python3-djangorestframework-simplejwt');
const PHP = systemProgram('php', 'php-cli');
const PASSWORD = 'la contraseña de antes';

async function ask(service: TestService, dialect: string, loginUrl: string): Promise<void> {
  const owner = await service.app.get(DefaultOwner).ensure();
  await service.app.get(LegacyBackEnds).set(owner, {
    ...{ dialect, loginUrl, network: 'loopback', timeoutMs: 20_000, nameField: null, until: null, provesEmail: false },
  });
}

const find = (service: TestService, emailKey: string) => service.dataSource.getRepository(User).findOneBy({ emailKey });

describe.skipIf(!HAS_DJANGO)('users of a real Django with SimpleJWT', () => {
  let service: TestService;
  let django: DjangoSite;

  beforeAll(async () => {
    [service, django] = await Promise.all([startService(), startDjango()]);
    await django.addUsers([
      { email: 'ana@django.example', password: PASSWORD },
      { email: 'off@django.example', password: PASSWORD, active: false },
      { email: 'eva@django.example', password: PASSWORD },
    ]);
    await ask(service, 'simplejwt', `${django.origin}/api/token/`);
  });

  afterAll(() => Promise.all([service.stop(), django.stop()]));

  const logIn = (email: string, password = PASSWORD) =>
    service.request('POST', '/api/token/', { json: { email, password } });

  it('log in there with the password that they changed here', async () => {
    const owner = await service.app.get(DefaultOwner).ensure();
    const target = { url: `${django.origin}/new-password`, network: 'loopback' };
    django.takePasswords((await service.app.get(WriteBacks).set(owner, 'simplejwt', target)) ?? '');
    expect((await logIn('eva@django.example')).status).toBe(200);
    const name = { email: 'eva@django.example', ownerUuid: owner.uuid };
    const asked = await service.request('POST', '/users/request-change-password', { json: name });
    const { verificationCodePassword } = asked.json.result;
    const json = { ...name, verificationCodePassword, password: 'una contraseña nueva' };
    expect((await service.request('PUT', '/users/change-password', { json })).status).toBe(200);
    const logInThere = async (password: string): Promise<number> =>
      (await send(django.origin, 'POST', '/api/token/', { json: { email: name.email, password } })).status;
    await expect.poll(() => logInThere('una contraseña nueva'), { timeout: 90_000, interval: 500 }).toBe(200);
    expect(await logInThere(PASSWORD)).toBe(401);
  });

  it('come over with their id, are refused as there, and stay when it is gone', async () => {
    const wrong = await logIn('ana@django.example', 'something else');
    const there = await fetch(`${django.origin}/api/token/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@django.example', password: 'something else' }),
    });
    expect([wrong.status, wrong.json]).toEqual([there.status, await there.json()]);
    expect([(await logIn('off@django.example')).status, (await logIn('no@django.example')).status]).toEqual([401, 401]);
    expect((await logIn('ana@django.example', `  ${PASSWORD} `)).status).toBe(200);
    expect(await find(service, 'ana@django.example')).toMatchObject({ externalId: '1' });
    await django.stop();
    expect([(await logIn('ana@django.example')).status, (await logIn('new@django.example')).status]).toEqual([
      200, 503,
    ]);
  });
});

describe.skipIf(PHP === null)('users of a real PHP', () => {
  let service: TestService;
  let php: OldProgram;

  beforeAll(async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const hash = hashSync(PASSWORD, 4).replace('$2b$', '$2y$');
    const users = { 'ana@php.example': { id: 71, type: 3, hash }, 'ben@php.example': { id: 72, type: 1, hash } };
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    [service, php] = await Promise.all([startService(), startPhp(PHP ?? '', users, key)]);
    await ask(service, 'koko', `${php.origin}/api/login`);
    await ask(service, 'shoop', `${php.origin}/api/v2/auth/login`);
  });

  afterAll(() => Promise.all([service.stop(), php.stop()]));

  const koko = (email: string, password = PASSWORD) =>
    service.request('POST', '/api/login', { json: { email, password } });
  const shoop = (email: string, password = PASSWORD) =>
    service.request('POST', '/api/v2/auth/login', { form: { email, password } });

  it('that speaks as Koko come over with id and role', async () => {
    expect((await koko('ana@php.example')).json).toMatchObject({ success: 1, data: { user_type: 3 } });
    expect(await find(service, 'ana@php.example')).toMatchObject({ externalId: '71', roleId: 3 });
    const [wrong, unknown] = [await koko('ben@php.example', 'wrong'), await koko('no@php.example')];
    expect([wrong.status, wrong.json.message]).toEqual([401, 'El correo o contraseña son erroneos']);
    expect([unknown.status, unknown.json.message]).toEqual([404, 'Usuario no registrado']);
  });

  it('that speaks as Shoop come over', async () => {
    const [wrong, unknown] = [await shoop('ben@php.example', 'wrong'), await shoop('no@php.example')];
    expect([wrong.json, unknown.json]).toEqual([
      { status: 0, error: 'Your password is invalid.' },
      { status: 0, error: 'Your email is not registered.' },
    ]);
    expect((await shoop('ben@php.example')).json).toMatchObject({ status: 1 });
    expect(await find(service, 'ben@php.example')).toMatchObject({ externalId: null, roleId: 1 });
  });
});
