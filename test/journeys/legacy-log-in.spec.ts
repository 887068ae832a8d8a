import { AuditEvent, type Owner, User } from '@portero/database';
import { DefaultOwner, type LegacyBackEndFields, LegacyBackEnds, LegacyDialects, ManageUser } from '@portero/identity';
import { WIRES } from '@auth/wires';
import { LEGACY_DIALECTS } from '@cli/legacy/legacy-command';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LooseJson } from '../support/http/http-client';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import { plantUser } from '../support/accounts/planted-accounts';
import { type AskedQuestion, type OldBackEnd, startOldBackEnd, unsignedToken } from '../support/legacy/old-back-end';
import { createTestDatabase } from '../support/postgres/test-database';
import { CapturedLog } from '../support/service/captured-log';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';

const RIGHT = 'the-password-of-old';
const REFUSED = [401, { detail: 'No active account found with the given credentials' }] as const;

/** As Django answers: the id is a number that the name determines. */
function django({ body }: AskedQuestion): readonly [number, unknown] {
  const { email, password } = JSON.parse(body) as { email: string; password: string };
  if (password !== RIGHT) return REFUSED;
  const user_id = Number(/\d+/u.exec(email)?.[0] ?? 1);
  return [200, { refresh: unsignedToken({ user_id }), access: unsignedToken({ token_type: 'access', user_id }) }];
}

describe('a log-in of a user whom only the old back end knows', { timeout: 120_000 }, () => {
  const log = new CapturedLog();
  let service: TestService;
  let portero: PorteroCommand;
  let old: OldBackEnd;
  let defaultOwner: Owner;
  let backEnds: LegacyBackEnds;
  let count = 0;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('This journey needs a PostgreSQL server');
    const env = { DATABASE_URL: url, ...BEHIND_PROXY };
    portero = porteroHere({ DATABASE_URL: url });
    await portero.json(['migrate']);
    service = await startService(env, WIRES, log.logger);
    defaultOwner = await service.app.get(DefaultOwner).ensure();
    backEnds = service.app.get(LegacyBackEnds);
  }, 120_000);

  afterAll(() => service.stop());

  beforeEach(async () => {
    old = await startOldBackEnd(django);
    await setUp();
    return () => old.stop();
  });

  /** The service sees within five seconds what was set, and asks again half a minute after failures. */
  async function setUp(fields: Partial<LegacyBackEndFields> = {}): Promise<void> {
    await backEnds.set(defaultOwner, {
      ...{ dialect: 'simplejwt', loginUrl: `${old.origin}/api/token/`, network: 'loopback', timeoutMs: 20_000 },
      ...{ nameField: null, until: null, provesEmail: false, ...fields },
    });
    service.clock.advance(31);
  }

  const fresh = (): string => `user${(count += 1)}@old.example`;
  const logIn = (email: string, password = RIGHT, address = freshAddress()) =>
    callerFrom(service, address)('POST', '/api/token/', { json: { email, password } });
  const find = (email: string) => service.dataSource.getRepository(User).findOneBy({ emailKey: email });
  const shown = async () => (await backEnds.of(defaultOwner)).find(({ dialect }) => dialect === 'simplejwt');

  it('brings it over once, with our hash, its e-mail and its external id, and writes it down', async () => {
    const email = fresh();
    const before = (await shown())?.cameOver ?? 0;
    expect((await logIn(email)).status).toBe(200);
    const user = await find(email);
    expect(user).toMatchObject({ email, externalId: String(count), roleId: 1, active: true, verifiedAt: null });
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/u);
    expect(old.asked).toEqual([
      { path: '/api/token/', mediaType: 'application/json', body: JSON.stringify({ email, password: RIGHT }) },
    ]);
    expect((await logIn(email.toUpperCase())).status).toBe(200);
    expect([(await logIn(email, 'wrong')).status, old.asked.length]).toEqual([401, 1]);
    const events = await service.dataSource.getRepository(AuditEvent).findBy({ userId: user?.id ?? 0 });
    expect(events.map(({ event, detail }) => [event, detail])).toContainEqual(['user_created', 'legacy:simplejwt']);
    expect((await shown())?.cameOver).toBe(before + 1);
  });

  it('is answered as a wrong password when it is wrong there, and nobody is written', async () => {
    const email = fresh();
    const { status, json } = await logIn(email, 'a wrong password');
    expect([status, json]).toEqual([401, REFUSED[1]]);
    expect([await find(email), old.asked.length]).toEqual([null, 1]);
  });

  it('is asked once for log-ins at the same time, which all get in as one user', async () => {
    const email = fresh();
    const answers = await Promise.all(Array.from({ length: 8 }, () => logIn(email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(old.asked).toHaveLength(1);
    expect(await service.dataSource.getRepository(User).countBy({ emailKey: email })).toBe(1);
  });

  it('is not asked about users who are here, disabled or deleted', async () => {
    const [disabled, deleted] = [fresh(), fresh()];
    const [off, gone] = [await plantUser(service, { email: disabled }), await plantUser(service, { email: deleted })];
    await service.dataSource.query('UPDATE users SET external_id = 777 WHERE id = $1', [gone.id]);
    await service.app.get(ManageUser).update({ uuid: off.uuid }, { active: false });
    await service.app.get(ManageUser).delete({ uuid: gone.uuid });
    expect([(await logIn(disabled)).status, (await logIn(deleted)).status, old.asked.length]).toEqual([401, 401, 0]);
    // Under another name of the old back end it is the same user.
    expect([(await logIn('user777@old.example')).status, old.asked.length]).toEqual([401, 1]);
  });

  it('does not give a second account to a user who is here under another e-mail', async () => {
    const here = await plantUser(service, {});
    await service.dataSource.query('UPDATE users SET external_id = 888 WHERE id = $1', [here.id]);
    expect((await logIn('user888@old.example')).status).toBe(401);
    expect(await find('user888@old.example')).toBeNull();
  });

  it('is no oracle: after ten wrong passwords a network is refused without a request', async () => {
    const [email, address] = [fresh(), freshAddress()];
    const guesses = await Promise.all(
      Array.from({ length: 14 }, (_, index) => logIn(email, `guess ${index}`, address)),
    );
    expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    expect(old.asked.length).toBeLessThanOrEqual(10);
    expect([(await logIn(email, RIGHT, address)).status, old.asked.length <= 10]).toEqual([429, true]);
  });

  it.each([
    ['an error', () => [500, '<h1>Server Error</h1>'] as const],
    ['a page instead of an answer', () => [200, '<html>'] as const],
    ['an answer of another dialect', () => [200, { status: 1, key: 'a'.repeat(40) }] as const],
    ['a refusal of whatever stands before it', () => [401, '<html>'] as const],
    ['a redirect', () => [307, '', { location: `${old.origin}/elsewhere` }] as const],
    ['an endless answer', () => [200, 'x'.repeat(100_000)] as const],
    ['too many requests', () => [429, { detail: 'Request was throttled.' }, { 'retry-after': '17' }] as const],
  ])('is 503 with a time to come back when the old back end gives %s, and opens no door', async (_, answer) => {
    old.answer = answer;
    const email = fresh();
    const { status, json, headers } = await logIn(email);
    expect([status, Object.keys(json), headers.get('retry-after')]).toEqual([
      503,
      ['detail'],
      expect.stringMatching(/^\d+$/u),
    ]);
    expect([await find(email), old.asked.length]).toEqual([null, 1]);
  });

  it('is 503 when it takes too long, and after failures in a row it is left alone until it answers again', async () => {
    expect((await logIn(fresh())).status).toBe(200);
    await setUp({ timeoutMs: 200 });
    old.asked.length = 0;
    old.answer = null;
    const statuses: number[] = [];
    for (let index = 0; index < 7; index += 1) statuses.push((await logIn(fresh())).status);
    expect([statuses, old.asked.length]).toEqual([Array(7).fill(503), 5]);
    const metrics = (await service.request('GET', '/metrics')).text;
    const counted = (outcome: string): number =>
      Number(
        new RegExp(`^portero_legacy_logins_total\\{dialect="simplejwt",outcome="${outcome}"\\} (\\d+)$`, 'mu').exec(
          metrics,
        )?.[1],
      );
    expect([counted('failed') >= 5, counted('left_alone') >= 2, counted('right') >= 1]).toEqual([true, true, true]);
    expect(await shown()).toMatchObject({ openUntil: expect.any(Date) as Date, lastFailure: 'timed_out' });
    old.answer = django;
    expect([(await logIn(fresh())).status, old.asked.length]).toEqual([503, 5]);
    await setUp();
    expect((await logIn(fresh())).status).toBe(200);
    expect((await logIn(fresh())).status).toBe(200);
    expect(await shown()).toMatchObject({ openUntil: null });
  });

  it('is refused after the last day, in another dialect, and after the removal', async () => {
    const koko = await service.request('POST', '/api/login', { json: { email: fresh(), password: RIGHT } });
    expect([koko.status, old.asked.length]).toEqual([404, 0]);
    await setUp({ until: new Date(service.clock.now().getTime() + 86_400_000) });
    service.clock.advance(2 * 86_400);
    expect([(await logIn(fresh())).status, old.asked.length]).toEqual([401, 0]);
    service.clock.reset();
    await setUp();
    await backEnds.remove(defaultOwner, 'simplejwt');
    expect([(await logIn(fresh())).status, old.asked.length]).toEqual([401, 0]);
  });

  it('takes over what Bookker tells, and finds the user by alias and by e-mail', async () => {
    const user = {
      id: 4711,
      name: 'Aitor',
      surname: 'G',
      alias: 'AitorGC',
      email: 'aitor@old.example',
      phone: '+34 1',
    };
    old.answer = () => [200, { token: unsignedToken({ sub: 'AitorGC' }), user, role: { id: 1, name: 'ROLE_ADMIN' } }];
    await setUp({ dialect: 'bookker', loginUrl: `${old.origin}/api/v1/login`, provesEmail: true });
    const json = { username: 'AitorGC', password: RIGHT };
    expect((await service.request('POST', '/api/v1/login', { json })).json.user).toMatchObject({ alias: 'AitorGC' });
    const { roleId, ...written } = (await find('aitor@old.example'))!;
    expect(written).toMatchObject({ externalId: '4711', name: 'Aitor', surname: 'G', phone: '+34 1' });
    expect([roleId, written.verifiedAt]).not.toContain(null);
    old.answer = null;
    const byEmail = { username: 'aitor@old.example', password: RIGHT };
    expect((await service.request('POST', '/api/v1/login', { json: byEmail })).status).toBe(200);
  });

  it('is set up, shown and removed by a command', async () => {
    const words = ['--owner', defaultOwner.uuid, '--dialect', 'simplejwt'];
    const url = `${old.origin}/token/`;
    await portero.json([
      'legacy',
      'set',
      ...words,
      '--login-url',
      url,
      '--until',
      '2099-01-31',
      '--name-field',
      'email',
    ]);
    service.clock.advance(6);
    expect([(await logIn(fresh())).status, old.asked[0]?.path]).toEqual([200, '/token/']);
    const show = () => portero.json<{ backEnds: LooseJson[] }>(['legacy', 'show', '--owner', defaultOwner.uuid]);
    const found = (await show()).backEnds.find(({ dialect }) => dialect === 'simplejwt');
    expect(found).toMatchObject({
      loginUrl: url,
      until: '2099-02-01T00:00:00.000Z',
      timeoutMs: 3000,
      breaker: 'closed',
    });
    expect(found.cameOver).toBeGreaterThan(0);
    await portero.json(['legacy', 'remove', ...words]);
    expect((await show()).backEnds.some(({ dialect }) => dialect === 'simplejwt')).toBe(false);
    expect(await portero.run(['legacy', 'remove', ...words])).toMatchObject({ exitCode: 1 });
  });

  it('never leads from a public host into an inner network', async () => {
    await setUp({ loginUrl: `${old.origin.replace('127.0.0.1', 'localhost')}/api/token/`, network: 'public' });
    expect([(await logIn(fresh())).status, old.asked.length]).toEqual([503, 0]);
    expect(await shown()).toMatchObject({ lastFailure: 'address_not_allowed' });
  });

  it('leaves no password in the log', async () => {
    // The command has a logger of its own, and Nest has one for all.
    service.app.useLogger(log.logger);
    old.answer = () => [500, ''];
    expect((await logIn(fresh())).status).toBe(503);
    old.answer = django;
    expect((await logIn(fresh(), 'a wrong password')).status).toBe(401);
    expect(log.text).toContain('gave no usable answer');
    for (const secret of [RIGHT, 'a wrong password', 'old.example']) expect(log.text).not.toContain(secret);
  });

  it('can be asked in every dialect that the command knows', () => {
    const dialects = service.app.get(LegacyDialects);
    expect(LEGACY_DIALECTS.map((name) => dialects.named(name)?.name)).toEqual([...LEGACY_DIALECTS]);
    expect(
      WIRES.filter(({ kind }) => kind === 'dialect')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([...LEGACY_DIALECTS]);
  });
});
