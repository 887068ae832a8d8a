import { Device, OneTimeLink, User } from '@portero/database';
import { ExternalAccounts } from '@portero/identity';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SmtpSink } from '../../libs/identity/testing/smtp-sink';
import { atOnce, statuses } from '../faults/outcomes';
import { freshEmail } from '../support/accounts/auth100-accounts';
import type { Answer } from '../support/http/http-client';
import { MailReader } from '../support/mail/mail-reader';
import { plantUser } from '../support/accounts/planted-accounts';
import { HARDENED_ENV, sharedService, startService, type TestService } from '../support/service/service';
import { mailedToken, openMailed, submitMailed } from '../support/accounts/mailed-pages';
import { linkedPath, registerShopper, showShopper } from '../support/accounts/shoop-accounts';
import { ShoopPasswordLinks } from '../support/accounts/shoop-password-links';

const SENT = { status: 1, message: 'Profile detail and reset password has been sent to your email.' };
const NEW = 'kata sandi baru';
const HOUR = 3600;

describe('the link that "forgot password" mails', () => {
  let service: TestService;
  let links: ShoopPasswordLinks;

  beforeAll(async () => {
    service = await sharedService();
    links = new ShoopPasswordLinks(service);
  });
  afterEach(() => {
    service.clock.reset();
  });

  function expectDead({ status, text, mediaType }: Answer): void {
    expect([status, mediaType]).toEqual([410, 'text/html']);
    expect(text).toContain('This link no longer works');
  }

  it('comes with the profile detail, and leads to a page below PUBLIC_URL', async () => {
    const { email } = await plantUser(service, { name: 'Ana Pérez' });
    expect((await links.forget(email)).json).toEqual(SENT);
    const text = await links.mails.nextText(email);
    expect(text).toContain('Ana Pérez');
    expect(text).toContain(email);
    expect(linkedPath(service, text)).toMatch(/^\/account\/password#token=[\w-]{43}&v=1$/u);
  });

  it('sets a new password once, and ends every session of the account', async () => {
    const { email, password, key, path } = await links.shopperWithLink();
    const koko = await service.request('POST', '/api/login', { json: { email, password } });
    const done = await links.submit(path, NEW);
    expect([done.status, done.mediaType]).toEqual([200, 'text/html']);
    expect(done.text).toContain('Your password is changed');
    expect((await showShopper(service, key)).status).toBe(401);
    expect((await service.request('POST', '/api/oauth/logout', { bearer: koko.json.data.access_token })).status).toBe(
      401,
    );
    expect((await links.logIn(email, password)).json.error).toBe('Your password is invalid.');
    expect((await links.logIn(email, NEW)).status).toBe(200);
    expectDead(await openMailed(service, path));
    expectDead(await links.submit(path, 'another password'));
    expect((await links.logIn(email, NEW)).status).toBe(200);
  });

  it('is not used up by being looked at, by mail scanners for one', async () => {
    const { path } = await links.shopperWithLink();
    for (const method of ['GET', 'HEAD', 'GET']) expect((await service.request(method, path)).status).toBe(200);
    for (let each = 0; each < 2; each += 1) expect((await openMailed(service, path)).status).toBe(200);
    expect((await links.submit(path, NEW)).status).toBe(200);
  });

  it('works for one of many simultaneous uses', async () => {
    const { email, path } = await links.shopperWithLink();
    const answers = await atOnce(10, (index) => links.submit(path, `${NEW} ${index}`));
    expect(statuses(answers)).toEqual({ 200: 1, 410: 9 });
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await links.logIn(email, `${NEW} ${winner}`)).status).toBe(200);
  });

  it('is dead as soon as a newer one is sent', async () => {
    const { email, path } = await links.shopperWithLink();
    await links.forget(email);
    const newer = await links.nextPath(email);
    expectDead(await openMailed(service, path));
    expect((await openMailed(service, newer)).status).toBe(200);
  });

  it('is dead after an hour', async () => {
    const { path } = await links.shopperWithLink();
    service.clock.advance(HOUR - 10);
    expect((await openMailed(service, path)).status).toBe(200);
    service.clock.advance(11);
    expectDead(await openMailed(service, path));
    expectDead(await links.submit(path, NEW));
  });

  it('is dead when the password was changed in another way', async () => {
    const { email, path } = await links.shopperWithLink();
    const owner = await service.request('GET', '/', { headers: { accept: 'application/json' } });
    const name = { email, ownerUuid: owner.json.defaultOwner };
    const code = await service.request('POST', '/users/request-change-password', { json: name });
    const change = { ...name, verificationCodePassword: code.json.result.verificationCodePassword, password: NEW };
    expect((await service.request('PUT', '/users/change-password', { json: change })).status).toBe(200);
    expectDead(await openMailed(service, path));
  });

  it('is refused after any change to it', async () => {
    const { path, email } = await links.shopperWithLink();
    const token = mailedToken(path);
    const flipped = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const each of [
      flipped,
      token.toLowerCase(),
      token.slice(1),
      `${token}=`,
      'x',
      '%00',
      "'%20OR%201=1",
      'a'.repeat(200),
    ]) {
      expectDead(await service.request('GET', `/account/${each}/password`));
      if (!each.includes(token))
        expectDead(await service.request('POST', '/account/password', { form: { token: each } }));
    }
    // The same token, but for another purpose.
    expectDead(await service.request('GET', `/account/${token}/email`));
    expectDead(await service.request('POST', '/account/email', { form: { token } }));
    const rows = await service.dataSource.getRepository(OneTimeLink).find({ relations: { user: true } });
    const own = rows.filter(({ user }) => user?.email === email).map(({ hash }) => hash.toString('latin1'));
    expect(own.some((hash) => hash.includes(token))).toBe(false);
  });

  it.each([
    ['x-forwarded-host', 'evil.example'],
    ['x-forwarded-proto', 'javascript'],
    ['forwarded', 'host=evil.example;proto=https'],
    ['x-original-url', 'https://evil.example/'],
    ['referer', 'https://evil.example/'],
  ])('is not changed by the header %s', async (header, value) => {
    const { email } = await plantUser(service);
    const request = { method: 'POST' as const, url: '/api/v2/auth/forgot_password', payload: { email } };
    expect((await service.app.inject({ ...request, headers: { [header]: value } })).json()).toEqual(SENT);
    const text = await links.mails.nextText(email);
    expect(text).not.toContain('evil');
    expect(linkedPath(service, text)).toMatch(/^\/account\/password#/u);
  });

  it.each([
    ['es', 'Sigue este enlace'],
    ['en-GB', 'Follow this link'],
    ['fr', 'Buka tautan ini'],
  ])('comes in a mail in the language of %j, or of the country', async (wish, words) => {
    const { email } = await registerShopper(service);
    await links.mails.nextText(email);
    await links.forget(email, { 'accept-language': wish });
    expect(await links.mails.nextText(email)).toContain(words);
  });

  it('proves the mailbox, so that nothing a stranger linked before outlives it', async () => {
    const { email, path } = await links.shopperWithLink({ gcm_id: `device-${freshEmail()}` });
    const users = service.dataSource.getRepository(User);
    const user = await users.findOneByOrFail({ email });
    const account = { provider: 'facebook', subject: String(user.id) };
    const accounts = service.app.get(ExternalAccounts);
    await service.dataSource.transaction((manager) => accounts.linkWithin(manager, user, account));
    await links.submit(path, NEW);
    expect((await users.findOneByOrFail({ email })).verifiedAt).toBeInstanceOf(Date);
    const owner = await service.request('GET', '/', { headers: { accept: 'application/json' } });
    await expect(accounts.userOf(owner.json.defaultOwner, account)).rejects.toMatchObject({ code: 'account_unknown' });
    expect(await service.dataSource.getRepository(Device).countBy({ userId: user.id })).toBe(0);
  });

  it('keeps an account out that was disabled or still waits for its code', async () => {
    const disabled = await plantUser(service, { active: false, disabledAt: new Date() });
    const waiting = await plantUser(service, { active: false, verifiedAt: null });
    for (const [{ email }, error] of [
      [disabled, 'Your account is disabled.'],
      [waiting, 'Your account is not verified.'],
    ] as const) {
      await links.forget(email);
      expect((await links.submit(await links.nextPath(email), NEW)).status).toBe(200);
      expect((await links.logIn(email, NEW)).json.error).toBe(error);
    }
  });

  it('tells who asks for an unknown account that there is none', async () => {
    const { status, json } = await links.forget(freshEmail());
    expect([status, json]).toEqual([404, { status: 0, error: 'Your email is not registered.' }]);
  });
});

describe('"forgot password" in hardened mode', () => {
  let sink: SmtpSink;
  let service: TestService;

  beforeAll(async () => {
    sink = await SmtpSink.start();
    service = await startService({ ...HARDENED_ENV, SMTP_URL: sink.url });
  });
  afterAll(async () => {
    await service.stop();
    await sink.stop();
  });

  it('answers alike, and as late, whether there is an account or not; nothing is sent to the unknown one', async () => {
    const [known, unknown] = [(await plantUser(service)).email, freshEmail()];
    const answers = [];
    for (const email of [unknown, known]) {
      const startedAt = performance.now();
      const { status, text } = await service.request('POST', '/api/v2/auth/forgot_password', { json: { email } });
      expect(performance.now() - startedAt).toBeGreaterThan(195);
      answers.push([status, text]);
    }
    expect(answers[0]).toEqual([200, JSON.stringify(SENT)]);
    expect(answers[1]).toEqual(answers[0]);
    const text = await MailReader.ofSink(sink).nextText(known);
    expect(sink.mails.flatMap(({ to }) => to)).toEqual([known]);
    const weak = { password: 'password1', repeat: 'password1' };
    const page = await submitMailed(service, linkedPath(service, text), weak);
    expect(page.status).toBe(422);
    expect(page.text).toContain('Many people use this password.');
    expect(page.headers.get('strict-transport-security')).not.toBeNull();
  });
});
