import { Device, User } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { atOnce, statuses } from '../faults/outcomes';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { MailReader } from '../support/mail/mail-reader';
import { sharedService, startService, type TestService } from '../support/service/service';
import { openMailed, submitMailed } from '../support/accounts/mailed-pages';
import { linkedPath, registerShopper, showShopper } from '../support/accounts/shoop-accounts';

describe('a user who registers by Shoop', () => {
  let service: TestService;
  let mails: MailReader;
  let ownerUuid: string;

  beforeAll(async () => {
    service = await sharedService();
    mails = MailReader.ofOutbox(service);
    const start = await service.request('GET', '/', { headers: { accept: 'application/json' } });
    ownerUuid = start.json.defaultOwner;
  });

  const userOf = (email: string) => service.dataSource.getRepository(User).findOneByOrFail({ email });
  const logIn = (email: string, password: string, gcm_id: string) =>
    service.request('POST', '/api/v2/auth/login', { json: { email, password, gcm_id } });
  const deviceOwner = async (token: string) => {
    const devices = await service.dataSource
      .getRepository(Device)
      .find({ where: { token }, relations: { user: true } });
    return devices.map(({ user }) => user?.email);
  };

  it('is in at once, by every dialect, before the e-mail is verified', async () => {
    const { email, password, key } = await registerShopper(service, { phone: '082232856363' });
    expect(await userOf(email)).toMatchObject({ active: true, verifiedAt: null, name: 'shcode', countryCode: 'ID' });
    expect((await showShopper(service, key)).json.user).toMatchObject({ email, email_verified: false, id_location: 7 });
    const answers = await Promise.all([
      service.request('POST', '/auth/login', { json: { email, ownerUuid, password } }),
      service.request('POST', '/api/login', { json: { email, password } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('verifies the e-mail by the mailed link: looking at it does nothing, saying yes does', async () => {
    const { email, key, password } = await registerShopper(service);
    const path = linkedPath(service, await mails.nextText(email));
    expect(path).toMatch(/^\/account\/email#token=[\w-]{43}&v=1$/u);
    const question = await openMailed(service, path, { 'accept-language': 'id' });
    expect([question.status, question.text.includes(`Apakah ${email} alamat email Anda`)]).toEqual([200, true]);
    expect((await userOf(email)).verifiedAt).toBeNull();
    const wrong = await submitMailed(service, path, { password: 'not the password' });
    expect([wrong.status, wrong.text.includes('not the password of the account')]).toEqual([422, true]);
    const done = await submitMailed(service, path, { password });
    expect([done.status, done.text.includes('E-mail address confirmed')]).toEqual([200, true]);
    expect((await showShopper(service, key)).json.user.email_verified).toBe(true);
    expect((await submitMailed(service, path, { password })).status).toBe(410);
  });

  it('verifies it by the code of Auth100 just as well, which ends what was open before', async () => {
    const { email, key } = await registerShopper(service);
    const path = linkedPath(service, await mails.nextText(email));
    const { uuid } = await userOf(email);
    const sent = await service.request('PUT', `/users/${uuid}/resend`);
    const json = { verificationCode: sent.json.result.verificationCode };
    expect((await service.request('PUT', `/users/${uuid}/verify`, { json })).status).toBe(200);
    expect((await userOf(email)).verifiedAt).toBeInstanceOf(Date);
    const takeOver = { password: 'otro-rio-muy-largo', repeat: 'otro-rio-muy-largo' };
    expect((await submitMailed(service, path, takeOver)).status).toBe(410);
    expect((await showShopper(service, key)).status).toBe(401);
  });

  it('does not verify a disabled account', async () => {
    const { email, password } = await registerShopper(service);
    const path = linkedPath(service, await mails.nextText(email));
    await service.dataSource.getRepository(User).update({ email }, { active: false, disabledAt: new Date() });
    const answer = await submitMailed(service, path, { password }, { 'accept-language': 'es' });
    expect([answer.status, answer.text.includes('Esta cuenta está desactivada')]).toEqual([403, true]);
    expect((await userOf(email)).verifiedAt).toBeNull();
  });

  it('registers an e-mail once, however it is spelt: 1 of 10 wins', async () => {
    const email = freshEmail();
    const answers = await atOnce(10, (index) =>
      service.request('POST', '/api/v2/auth/register', {
        json: { email: index % 2 ? email : email.toUpperCase(), password: 'rahasia', name: 'x', id_location: 7 },
      }),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 400: 9 });
    const errors = new Set(answers.filter(({ status }) => status === 400).map(({ json }) => json.error as string));
    expect([...errors]).toEqual(["Your parameter 'email' is already registered."]);
  });

  it('brings a device, which then belongs to whoever logs in on it last', async () => {
    const token = `APA91b${freshEmail()}`;
    const [first, second] = [await registerShopper(service, { gcm_id: token }), await registerShopper(service)];
    expect(await deviceOwner(token)).toEqual([first.email]);
    await logIn(second.email, second.password, token);
    expect(await deviceOwner(token)).toEqual([second.email]);
    await logIn(first.email, 'a wrong one', token);
    expect(await deviceOwner(token)).toEqual([second.email]);
    await atOnce(6, (index) => logIn(...credentials(index % 2 ? first : second), token));
    expect(await deviceOwner(token)).toHaveLength(1);
  });

  it('finds 55 cities to choose from, with 7 among them', async () => {
    const { json } = await service.request('GET', '/api/v2/location');
    const ids = (json.locations as { id: number }[]).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 55 }, (_, index) => index + 1));
    expect(json.locations[6]).toEqual({ id: 7, name: 'Surabaya', province: 'Jawa Timur' });
  });

  it('is refused first of all if registration is closed', async () => {
    const closed = await startService({ SHOOP_SIGNUP: 'closed' });
    try {
      for (const json of [{}, { email: freshEmail(), password: 'rahasia', name: 'x', id_location: 7 }]) {
        const answer = await closed.request('POST', '/api/v2/auth/register', { json });
        expect([answer.status, answer.json]).toEqual([403, { status: 0, error: 'Registration is closed.' }]);
      }
    } finally {
      await closed.stop();
    }
  });
});

function credentials({ email, password }: { email: string; password: string }): [string, string] {
  return [email, password];
}
