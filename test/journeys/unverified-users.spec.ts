import { AuditEvent, Session, User } from '@portero/database';
import { Sweeper } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atOnce, statuses } from '../faults/outcomes';
import { freshEmail, type TestOwner } from '../support/accounts/auth100-accounts';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { submitMailed } from '../support/accounts/mailed-pages';
import { linkedPath, registerShopper, showShopper } from '../support/accounts/shoop-accounts';
import { MailReader, SmtpSink } from '../support/mail/mail-reader';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const DAY = 86_400;
const SQUATTERS_PASSWORD = 'ein-anderer-langer-fluss';

let service: TestService;
let sink: SmtpSink;
let mails: MailReader;
let owner: Omit<TestOwner, 'verificationCode'>;

const users = () => service.dataSource.getRepository(User);
const deletions = (detail: string) =>
  service.dataSource.getRepository(AuditEvent).findBy({ event: 'user_deleted', detail });
const sweep = async () => (await service.app.get(Sweeper, { strict: false }).sweep()).get('unverified users') ?? 0;
const shoopLogIn = async (email: string, password: string) =>
  (await service.request('POST', '/api/v2/auth/login', { form: { email, password } })).status;
const submit = (path: string, form: Readonly<Record<string, string>>) => submitMailed(service, path, form);
const mailedPath = async (email: string) => linkedPath(service, await mails.nextText(email));

beforeAll(async () => {
  sink = await SmtpSink.start();
  service = await startService({ ...HARDENED_ENV, SMTP_URL: sink.url, RATE_LIMITS: 'on' });
  mails = MailReader.ofSink(sink);
  owner = await operatorOwner(service);
});

afterAll(async () => {
  await service.stop();
  await sink.stop();
});

describe('an address that a stranger registered by Shoop', () => {
  it('is registered again by its owner, and nothing of the stranger survives the confirmation', async () => {
    const squatter = await registerShopper(service, { password: SQUATTERS_PASSWORD });
    const { email } = squatter;
    const first = await mailedPath(email);
    const person = await registerShopper(service, { email });
    const path = await mailedPath(email);
    // Until the mailbox is confirmed, nothing of the first registration has changed.
    expect(await shoopLogIn(email, SQUATTERS_PASSWORD)).toBe(200);
    expect((await submit(path, { password: person.password })).status).toBe(200);
    expect([await shoopLogIn(email, person.password), await shoopLogIn(email, SQUATTERS_PASSWORD)]).toEqual([200, 401]);
    expect((await showShopper(service, squatter.key)).status).toBe(401);
    expect((await showShopper(service, person.key)).status).toBe(200);
    expect((await submit(first, { password: SQUATTERS_PASSWORD })).status).toBe(410);
    expect(await users().countBy({ email })).toBe(1);
    expect((await deletions('registered_over')).length).toBeGreaterThan(0);
  });

  it('stays with the first when that one confirms, and later registrations end', async () => {
    const person = await registerShopper(service);
    const path = await mailedPath(person.email);
    const squatter = await registerShopper(service, { email: person.email, password: SQUATTERS_PASSWORD });
    const second = await mailedPath(person.email);
    expect((await submit(path, { password: person.password })).status).toBe(200);
    expect((await showShopper(service, squatter.key)).status).toBe(401);
    expect((await submit(second, { password: SQUATTERS_PASSWORD })).status).toBe(410);
    expect(await shoopLogIn(person.email, person.password)).toBe(200);
    const again = { email: person.email, password: SQUATTERS_PASSWORD, name: 'x', id_location: 7 };
    expect((await service.request('POST', '/api/v2/auth/register', { json: again })).status).toBe(400);
  });

  it('is taken by a reset of the password, too', async () => {
    const squatter = await registerShopper(service, { password: SQUATTERS_PASSWORD });
    const { email } = squatter;
    await mails.nextText(email);
    const other = await registerShopper(service, { email, password: SQUATTERS_PASSWORD });
    await mails.nextText(email);
    await service.request('POST', '/api/v2/auth/forgot_password', { form: { email } });
    const path = await mailedPath(email);
    expect((await submit(path, { password: STRONG_PASSWORD, repeat: STRONG_PASSWORD })).status).toBe(200);
    for (const { key } of [squatter, other]) expect((await showShopper(service, key)).status).toBe(401);
    expect(await users().countBy({ email })).toBe(1);
  });

  it('goes to one of 2 registrations that are confirmed at once', async () => {
    const { email, password } = await registerShopper(service);
    await mails.nextText(email);
    const paths: string[] = [];
    for (let each = 0; each < 2; each += 1) {
      await registerShopper(service, { email });
      paths.push(await mailedPath(email));
    }
    const answers = await atOnce(2, (index) => submit(paths[index]!, { password }));
    expect(statuses(answers)).toEqual({ 200: 1, 410: 1 });
    expect(await users().countBy({ email })).toBe(1);
    expect((await users().findOneByOrFail({ email })).verifiedAt).toBeInstanceOf(Date);
  });

  it('gets few mails, however often it is registered', async () => {
    const json = { email: freshEmail(), password: STRONG_PASSWORD, name: 'x', id_location: 7 };
    const answers = [];
    for (let each = 0; each < 8; each += 1)
      answers.push(await service.request('POST', '/api/v2/auth/register', { json }));
    expect(statuses(answers)).toEqual({ 200: 5, 429: 3 });
  });
});

describe('an address that was registered by Auth100', () => {
  const register = (email: string, fields = {}) =>
    service.request('POST', '/users', {
      json: { email, ownerUuid: owner.uuid, password: STRONG_PASSWORD, ...fields },
      owner,
    });
  const verify = (uuid: string, verificationCode: string) =>
    service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
  const logIn = async (email: string, password: string) =>
    (await service.request('POST', '/auth/login', { json: { email, password, ownerUuid: owner.uuid } })).status;

  it('goes to whoever confirms it, of 20 who register at once', async () => {
    const email = freshEmail();
    const answers = await atOnce(20, (index) => register(email, { password: `${STRONG_PASSWORD}-${index}` }));
    expect(statuses(answers)).toEqual({ 201: 20 });
    const created = answers.map(({ json }): { uuid: string; verificationCode: string } => json.result);
    expect(new Set(created.map(({ uuid }) => uuid)).size).toBe(20);
    // The codes of the others do not verify this one.
    expect((await verify(created[7]!.uuid, created[8]!.verificationCode)).status).toBe(400);
    expect((await verify(created[7]!.uuid, created[7]!.verificationCode)).status).toBe(200);
    expect(await logIn(email, `${STRONG_PASSWORD}-7`)).toBe(200);
    expect(await users().countBy({ email })).toBe(1);
    const late = await verify(created[8]!.uuid, created[8]!.verificationCode);
    expect([late.status, late.json.code]).toEqual([404, 'user_not_found']);
  });

  it('comes with the username that the first registration held', async () => {
    const email = freshEmail();
    const username = `u${Date.now()}`;
    await register(email, { username, password: SQUATTERS_PASSWORD });
    const { json } = await register(email, { username });
    expect((await register(freshEmail(), { username })).json.code).toBe('username_taken');
    await verify(json.result.uuid, json.result.verificationCode);
    expect(await users().findOneByOrFail({ email })).toMatchObject({
      username,
      usernameKey: username,
      emailKey: email,
    });
  });

  it('is not replaced once the owner enabled the account', async () => {
    const email = freshEmail();
    const { json } = await register(email);
    await service.request('PATCH', `/users/uuid/${json.result.uuid}`, { json: { active: true }, owner });
    expect((await register(email)).json.code).toBe('email_taken');
  });

  it('never expires: the owner made the account', async () => {
    const email = freshEmail();
    await register(email);
    service.clock.advance(8 * DAY);
    await sweep();
    expect(await users().countBy({ email })).toBe(1);
  });
});

describe('a user that registered itself', () => {
  it('is deleted after 7 days without a confirmation, with its sessions, and the owner is told', async () => {
    const { email, key } = await registerShopper(service);
    service.clock.advance(7 * DAY - 60);
    await sweep();
    expect(await users().countBy({ email })).toBe(1);
    const before = (await deletions('unverified')).length;
    service.clock.advance(120);
    const { id } = await users().findOneByOrFail({ email });
    expect(await sweep()).toBeGreaterThanOrEqual(1);
    expect([
      await users().countBy({ email }),
      await service.dataSource.getRepository(Session).countBy({ userId: id }),
    ]).toEqual([0, 0]);
    expect((await showShopper(service, key)).status).toBe(401);
    expect((await deletions('unverified')).length).toBeGreaterThan(before);
    await registerShopper(service, { email });
  });

  it.each(['confirmed', 'came back', 'was disabled', 'was changed by the owner'])('stays when it %s', async (what) => {
    const { email, password } = await registerShopper(service);
    const user = await users().findOneByOrFail({ email });
    service.clock.advance(7200);
    if (what === 'confirmed') expect((await submit(await mailedPath(email), { password })).status).toBe(200);
    if (what === 'came back') expect(await shoopLogIn(email, password)).toBe(200);
    if (what === 'was disabled')
      await users().update({ id: user.id }, { active: false, disabledAt: service.clock.now() });
    if (what === 'was changed by the owner')
      await users().update({ id: user.id }, { unverifiedUntil: null, selfRegistered: false });
    service.clock.advance(8 * DAY);
    await sweep();
    expect(await users().countBy({ email })).toBe(1);
    expect((await users().findOneByOrFail({ email })).unverifiedUntil).toBeNull();
  });

  it('that only claims an address is deleted, and its first registration with it when nobody used that', async () => {
    const { email } = await registerShopper(service);
    await registerShopper(service, { email });
    expect(await users().countBy({ email })).toBe(2);
    service.clock.advance(8 * DAY);
    await sweep();
    expect(await users().countBy({ email })).toBe(0);
  });
});
