import { randomBytes } from 'node:crypto';
import { KnownNetwork, Transactions, User } from '@portero/database';
import { MasterKey, resealAll } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atOnce, statuses } from '../faults/outcomes';
import { freshEmail, type TestOwner } from '../support/accounts/auth100-accounts';
import { submitMailed } from '../support/accounts/mailed-pages';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { linkedPath, registerShopper } from '../support/accounts/shoop-accounts';
import { MailReader, SmtpSink } from '../support/mail/mail-reader';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

type OwnerOfTest = Pick<TestOwner, 'uuid' | 'secret'>;

const NEW_NETWORK = 'A new sign-in to your account';

let service: TestService;
let sink: SmtpSink;
let mails: MailReader;

/** A user with a confirmed e-mail that has logged in from one network. */
async function knownUser(owner: OwnerOfTest, countryCode = 'US') {
  const email = freshEmail();
  const headers = { 'country-code': countryCode };
  const json = { email, password: STRONG_PASSWORD, ownerUuid: owner.uuid };
  const { json: made } = await service.request('POST', '/users', { json, owner, headers });
  await mails.nextText(email);
  await service.request('PUT', `/users/${made.result.uuid}/verify`, { json: made.result, headers: from('192.0.2.1') });
  return { email, ownerUuid: owner.uuid };
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const logIn = (name: { email: string; ownerUuid: string }, address: string) =>
  service.request('POST', '/auth/login', { json: { ...name, password: STRONG_PASSWORD }, headers: from(address) });
const networksOf = async ({ email }: { email: string }) => {
  const { id: userId } = await service.dataSource.getRepository(User).findOneByOrFail({ email });
  return service.dataSource.getRepository(KnownNetwork).findBy({ userId });
};
const noticesOf = async (name: { email: string }) =>
  (await networksOf(name)).filter(({ noticedAt }) => noticedAt !== null).length;

beforeAll(async () => {
  sink = await SmtpSink.start();
  service = await startService({ ...HARDENED_ENV, SMTP_URL: sink.url, TRUSTED_PROXIES: '127.0.0.1' });
  mails = MailReader.ofSink(sink);
});

afterAll(async () => {
  await service.stop();
  await sink.stop();
});

describe('a log-in from a new network', () => {
  let owner: OwnerOfTest;

  beforeAll(async () => {
    owner = await operatorOwner(service);
  });

  it('is told by mail once, the first one of the account and known networks are not', async () => {
    const user = await knownUser(owner);
    expect(await noticesOf(user)).toBe(0);
    for (const address of ['192.0.2.1', '192.0.2.200']) await logIn(user, address);
    expect(await noticesOf(user)).toBe(0);
    for (const address of ['198.51.100.7', '198.51.100.9', '198.51.100.7']) await logIn(user, address);
    expect(await noticesOf(user)).toBe(1);
    const text = await mails.nextText(user.email);
    expect(text).toContain('from a network that you have not used before');
    expect(text).not.toMatch(/198\.51|192\.0/u);
    for (const address of ['2001:db8:1::1', '2001:db8:1:ffff::2']) await logIn(user, address);
    expect(await noticesOf(user)).toBe(2);
    const kept = await networksOf(user);
    expect(kept.map(({ network }) => network.length)).toEqual([16, 16, 16]);
  });

  it('is told once when it comes 8 times at once', async () => {
    const user = await knownUser(owner);
    const answers = await atOnce(8, () => logIn(user, '203.0.113.5'));
    expect(statuses(answers)).toEqual({ 200: 8 });
    expect(await noticesOf(user)).toBe(1);
    await mails.nextText(user.email);
    expect(sink.mails.filter(({ to }) => to.join() === user.email)).toHaveLength(2);
  });

  it('is told 5 times a day, and 20 networks are remembered', async () => {
    const user = await knownUser(owner);
    for (let each = 0; each < 30; each += 1) await logIn(user, `10.0.${each}.1`);
    expect([await noticesOf(user), (await networksOf(user)).length]).toEqual([5, 20]);
    service.clock.advance(86_401);
    await logIn(user, '10.1.0.1');
    expect((await networksOf(user)).length).toBe(20);
    for (let each = 0; each < 6; each += 1) await mails.nextText(user.email);
  });

  it.each([
    ['AR', 'desde una red que no habías usado antes'],
    ['ID', 'dari jaringan yang belum pernah Anda pakai'],
  ])('is told in the language of %s', async (country, words) => {
    const user = await knownUser(owner, country);
    await logIn(user, '198.51.100.7');
    expect(await mails.nextText(user.email)).toContain(words);
  });

  it('is not told where the owner does not want it, and again where it does', async () => {
    const quiet = await operatorOwner(service);
    const user = await knownUser(quiet);
    const want = (securityNotices: boolean | null) =>
      service.request('PATCH', '/owner', { json: { securityNotices }, owner: quiet });
    expect((await want(false)).json.result.securityNotices).toBe(false);
    await logIn(user, '198.51.100.7');
    expect(await noticesOf(user)).toBe(0);
    expect((await want(null)).json.result.securityNotices).toBeNull();
    await logIn(user, '203.0.113.7');
    expect(await noticesOf(user)).toBe(1);
  });
});

describe('a changed password', () => {
  it('is told by mail when a code changed it', async () => {
    const owner = await operatorOwner(service);
    const user = await knownUser(owner);
    const asked = await service.request('POST', '/users/request-change-password', { json: user, owner });
    await mails.nextText(user.email);
    const json = { ...user, ...asked.json.result, password: 'another-good-one' };
    expect((await service.request('PUT', '/users/change-password', { json })).status).toBe(200);
    const text = await mails.nextText(user.email);
    expect(text).toContain('The password of your account at Operator-made was changed.');
    expect(text).not.toContain(NEW_NETWORK);
  });

  it('is told when a mailed link changed it, but not to who has just confirmed the address with it', async () => {
    const { email } = await registerShopper(service);
    const change = async () => {
      const password = `${STRONG_PASSWORD}-${Date.now()}`;
      const path = linkedPath(service, await mails.nextText(email));
      expect((await submitMailed(service, path, { password, repeat: password })).status).toBe(200);
    };
    await change();
    await service.request('POST', '/api/v2/auth/forgot_password', { form: { email } });
    await change();
    expect(await mails.nextText(email)).toContain('telah diganti');
  });
});

describe('a changed password of an owner', () => {
  async function change(at: TestService, owner: Pick<TestOwner, 'uuid' | 'email' | 'secret'>): Promise<number> {
    const name = { ownerUuid: owner.uuid, email: owner.email };
    const asked = await at.request('POST', '/owner/request-change-password', { json: name, owner });
    const { verificationCodePassword } = asked.json.result;
    const json = { ...name, verificationCodePassword, password: 'another-good-one' };
    return (await at.request('PUT', '/owner/change-password', { json })).status;
  }

  it('is told by mail, also where the owner wants no such mails for its users', async () => {
    const owner = await operatorOwner(service);
    await service.request('PATCH', '/owner', { json: { securityNotices: false }, owner });
    expect(await change(service, owner)).toBe(200);
    expect(await mails.nextText(owner.email)).toMatch(/código/u);
    const text = await mails.nextText(owner.email);
    expect(text).toContain('La contraseña con la que Operator-made administra su propia cuenta ha cambiado.');
    expect(text).not.toContain('another-good-one');
  });

  it('is told after a wrong code to nobody', async () => {
    const { uuid: ownerUuid, email } = await operatorOwner(service);
    const json = { ownerUuid, email, verificationCodePassword: '000000', password: 'another-good-one' };
    expect((await service.request('PUT', '/owner/change-password', { json })).status).toBe(400);
    expect(await service.dataSource.query('SELECT 1 FROM outgoing_mails')).toEqual([]);
  });
});

describe('documented mode', () => {
  it('tells nothing unless the owner wants it', async () => {
    const documented = await startService({ TRUSTED_PROXIES: '127.0.0.1' });
    const json = { email: freshEmail(), password: STRONG_PASSWORD, owner: 'Shop' };
    const { result: owner } = (await documented.request('POST', '/owner', { json })).json;
    const user = { email: freshEmail(), password: STRONG_PASSWORD, ownerUuid: owner.uuid as string };
    const made = (await documented.request('POST', '/users', { json: user })).json.result;
    await documented.request('PUT', `/users/${made.uuid}/verify`, { json: made, headers: from('192.0.2.1') });
    const told = () =>
      documented.dataSource.query('SELECT noticed_at FROM known_networks WHERE noticed_at IS NOT NULL');
    const visit = (address: string) =>
      documented.request('POST', '/auth/login', { json: user, headers: from(address) });
    await visit('198.51.100.1');
    expect(await told()).toEqual([]);
    await documented.request('PATCH', '/owner', { json: { securityNotices: true }, owner });
    await visit('203.0.113.1');
    expect(await told()).toHaveLength(1);
    await documented.stop();
  });
});

// The last one: the database does not belong to the key of this service any more.
describe('a rotation of the master key', () => {
  it('forgets networks, because under the new key each would look new', async () => {
    const user = await knownUser(await operatorOwner(service));
    await logIn(user, '192.0.2.1');
    expect(await networksOf(user)).toHaveLength(1);
    const rotated = new MasterKey(randomBytes(32), Buffer.from(HARDENED_ENV['MASTER_KEY'] ?? '', 'base64'));
    expect(await resealAll(service.app.get(Transactions), rotated)).toMatchObject({ sealMoved: true });
    expect(await networksOf(user)).toEqual([]);
  });
});
