import { AdmitOwner } from '@portero/identity';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, type TestOwner } from '../support/accounts/auth100-accounts';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';

const REFUSED = { code: 'validation_failed', errors: [{ field: 'password', code: 'too_obvious' }] };

describe('a password that who knows the account tries first, in hardened mode', () => {
  let service: TestService;
  let owner: Omit<TestOwner, 'verificationCode'>;

  beforeAll(async () => {
    service = await sharedService('hardened');
    owner = await operatorOwner(service);
  });

  const register = (email: string, password: string, fields = {}) =>
    service.request('POST', '/users', { json: { email, password, ownerUuid: owner.uuid, ...fields }, owner });

  it('registers nobody by Auth100', async () => {
    const email = freshEmail();
    const passwords = ['Summer2026!', '          ', email, email.split('@')[0]!, 'Operator-made1', 'anaperez1990'];
    for (const password of passwords)
      expect((await register(email, password, { name: 'Ana', surname: 'Pérez' })).json).toMatchObject(REFUSED);
    for (const password of ['1155550100', '+54 11 5555 0100', '5555-0100!'])
      expect((await register(email, password, { phone: '+54 11 5555 0100' })).json).toMatchObject(REFUSED);
    const { hostname } = new URL(service.settings.http.publicUrl);
    expect((await register(email, `${hostname}2026!`)).json).toMatchObject(REFUSED);
    expect((await register(email, STRONG_PASSWORD)).status).toBe(201);
  });

  it('registers nobody by Shoop', async () => {
    const json = { email: freshEmail(), password: 'Kemarau2026!', name: 'Ana', id_location: 7 };
    const { status, json: body } = await service.request('POST', '/api/v2/auth/register', { json });
    expect([status, body]).toEqual([400, { status: 0, error: "Your parameter 'password' is not valid." }]);
  });

  it('replaces no password, and does not tell which accounts there are', async () => {
    const email = freshEmail();
    const { json } = await register(email, STRONG_PASSWORD);
    await service.request('PUT', `/users/${json.result.uuid}/verify`, { json: json.result });
    const name = { email, ownerUuid: owner.uuid };
    const asked = await service.request('POST', '/users/request-change-password', { json: name, owner });
    const verificationCodePassword: string = asked.json.result.verificationCodePassword;
    const change = (fields: object) =>
      service.request('PUT', '/users/change-password', { json: { ...name, password: email, ...fields } });
    expect((await change({ verificationCodePassword })).json).toMatchObject(REFUSED);
    const wrong = await change({ verificationCodePassword: '000000' });
    const nobody = await change({ verificationCodePassword: '000000', email: freshEmail() });
    expect([wrong.json.code, nobody.json.code]).toEqual(['code_invalid', 'code_invalid']);
    expect((await change({ verificationCodePassword, password: 'another-good-one' })).status).toBe(200);
  });

  it('makes no owner', async () => {
    const admit = service.app.get(AdmitOwner, { strict: false });
    const made = admit.admit({ email: freshEmail(), name: 'La Esquina', password: 'laesquina1', countryCode: null });
    await expect(made).rejects.toMatchObject({
      code: 'validation_failed',
      details: { fields: [{ code: 'too_obvious' }] },
    });
  });
});
