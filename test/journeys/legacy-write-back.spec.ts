import { randomBytes } from 'node:crypto';
import { LegacyPasswordChange, User } from '@portero/database';
import { WriteBackSender } from '@portero/identity';
import { WIRES } from '@auth/wires';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { plantUser } from '../support/accounts/planted-accounts';
import { type OldBackEnd, startOldBackEnd } from '../support/legacy/old-back-end';
import { createTestDatabase } from '../support/postgres/test-database';
import { CapturedLog } from '../support/service/captured-log';
import { defaultOwnerOf, type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';

const TAKEN = [204, ''] as const;

describe('a changed password, while the old back end still runs', { timeout: 120_000 }, () => {
  const log = new CapturedLog();
  let service: TestService;
  let portero: PorteroCommand;
  let old: OldBackEnd;
  let owner: string;
  let env: Readonly<Record<string, string>>;
  let count = 0;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    // The command seals what the service opens.
    env = { DATABASE_URL: url, MASTER_KEY: randomBytes(32).toString('base64') };
    portero = porteroHere(env);
    await portero.json(['migrate']);
    service = await startService(env, WIRES, log.logger);
    owner = await defaultOwnerOf(portero);
  }, 120_000);

  afterAll(() => service.stop());

  beforeEach(async () => {
    old = await startOldBackEnd(() => TAKEN);
    return () => old.stop();
  });

  const set = (...more: string[]) =>
    portero.json([
      ...['legacy', 'set', '--owner', owner, '--dialect', 'simplejwt', '--login-url', `${old.origin}/api/token/`],
      ...more,
    ]);
  const setWithWriteBack = () => set('--write-back-url', `${old.origin}/new-password`);
  const shown = async () => (await portero.json(['legacy', 'show', '--owner', owner])).backEnds[0].writeBack;
  const waiting = () => service.dataSource.getRepository(LegacyPasswordChange).find();

  async function someone(): Promise<User> {
    const user = await plantUser(service);
    await service.dataSource.query('UPDATE users SET external_id = $1 WHERE id = $2', [`old-${(count += 1)}`, user.id]);
    return user;
  }

  async function change({ email }: User): Promise<string> {
    const password = `another password ${(count += 1)}`;
    const name = { email, ownerUuid: owner };
    const asked = await service.request('POST', '/users/request-change-password', { json: name });
    const json = { ...name, verificationCodePassword: asked.json.result.verificationCodePassword, password };
    expect((await service.request('PUT', '/users/change-password', { json })).status).toBe(200);
    return password;
  }

  /** Waits for what the sender does, which looks every few seconds by itself. */
  const until = (state: () => unknown, expected: unknown) =>
    expect
      .poll(
        () => {
          service.app.get(WriteBackSender).wake();
          return state();
        },
        { timeout: 60_000, interval: 100 },
      )
      .toEqual(expected);

  it('is stored only as a hash, and not sent, without a write-back', async () => {
    await set();
    await change(await someone());
    expect([await waiting(), old.asked, await shown()]).toEqual([[], [], null]);
  });

  it('is sent once with the bearer token that was shown, and deleted', async () => {
    const { writeBackSecret } = await setWithWriteBack();
    expect(writeBackSecret).toMatch(/^[\w-]{43}$/u);
    const user = await someone();
    const password = await change(user);
    await until(() => old.asked.length, 1);
    const [request] = old.asked;
    expect(request).toMatchObject({ path: '/new-password', mediaType: 'application/json' });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ dialect: 'simplejwt', externalId: `old-${count - 1}`, email: user.email, username: null, password },
      changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/u),
    });
    expect(old.credentials).toEqual([`Bearer ${writeBackSecret}`]);
    await until(waiting, []);
    expect(await shown()).toMatchObject({ sent: 1, waiting: 0, givenUp: 0 });
    // Set again, the token stays, and is not shown a second time.
    expect(await setWithWriteBack()).toMatchObject({ writeBackSecret: null });
  });

  it('is never sent under a username that the user chose here', async () => {
    await setWithWriteBack();
    const json = { email: freshEmail(), ownerUuid: owner, password: PASSWORD, username: `ana${(count += 1)}` };
    const { uuid, verificationCode } = (await service.request('POST', '/users', { json })).json.result;
    expect((await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } })).status).toBe(200);
    await change(await service.dataSource.getRepository(User).findOneByOrFail({ uuid }));
    await until(() => old.asked.length, 1);
    expect(JSON.parse(old.asked[0]?.body ?? '')).toMatchObject({ externalId: null, username: null, email: json.email });
    await until(waiting, []);
  });

  it('waits sealed while the old back end is down, and only the newest one is sent', async () => {
    await setWithWriteBack();
    const user = await someone();
    old.answer = () => [500, ''];
    const first = await change(user);
    const [row] = await waiting();
    expect([row?.userId, row?.sealed.includes(first)]).toEqual([user.id, false]);
    await until(async () => (await shown()).lastFailure, 'server_error');
    const second = await change(user);
    expect(await waiting()).toHaveLength(1);
    old.answer = () => TAKEN;
    service.clock.advance(4000);
    await until(waiting, []);
    expect(JSON.parse(old.asked.at(-1)?.body ?? '')).toMatchObject({ password: second });
    for (const text of [first, second]) expect(log.text).not.toContain(text);
  });

  it.each([
    ['the old back end does not know the user', 404, 0],
    ['it is not taken for three days', 302, 4 * 86_400],
  ])('is given up and deleted when %s', async (_when, status, seconds) => {
    await setWithWriteBack();
    const { givenUp } = (await shown()) as { givenUp: number };
    old.answer = () => [status, '', { location: 'http://127.0.0.1:1/' }];
    await change(await someone());
    await until(() => old.asked.length > 0, true);
    service.clock.advance(seconds);
    await until(waiting, []);
    expect(await shown()).toMatchObject({ waiting: 0, givenUp: givenUp + 1 });
    service.clock.reset();
  });

  it('goes to no address that a log-in may not be sent to', async () => {
    for (const url of ['http://169.254.169.254/', 'http://93.184.216.34/', 'https://user:secret@old.example/']) {
      const words = ['legacy', 'set', '--owner', owner, '--dialect', 'simplejwt', '--login-url', `${old.origin}/`];
      expect((await portero.run([...words, '--write-back-url', url])).exitCode).not.toBe(0);
    }
  });

  it('is not set up under another master key, whose secret nobody could open', async () => {
    const { exitCode, err } = await porteroHere({ ...env, MASTER_KEY: randomBytes(32).toString('base64') }).run([
      ...['legacy', 'set', '--owner', owner, '--dialect', 'koko', '--login-url', `${old.origin}/`],
      ...['--write-back-url', `${old.origin}/`],
    ]);
    expect([exitCode === 0, err]).toEqual([false, expect.stringContaining('MASTER_KEY')]);
    await portero.json(['legacy', 'remove', '--owner', owner, '--dialect', 'koko']);
  });

  it('is not sent any more when that is taken back, also what waits', async () => {
    await setWithWriteBack();
    old.answer = () => [500, ''];
    await change(await someone());
    await set();
    expect([await waiting(), await shown()]).toEqual([[], null]);
  });
});
