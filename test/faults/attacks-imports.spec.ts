import { createHash } from 'node:crypto';
import { Device, ExternalAccount, OneTimeCode, OneTimeLink, User } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { FakeGraph } from '../support/accounts/fake-graph';
import { registerShopper, showShopper } from '../support/accounts/shoop-accounts';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { startService, type TestService } from '../support/service/service';
import { type Credential, defaultCredential } from '../support/tokens/back-end';

const VICTIMS_PASSWORD = 'the one of the old system';
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

describe('attack 35: an account that a stranger registered before an import', { timeout: 120_000 }, () => {
  let graph: FakeGraph;
  let service: TestService;
  let portero: PorteroCommand;
  let owner: Credential;
  let uid = 100_005_100_000_000;

  beforeAll(async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('These attacks need a PostgreSQL server');
    graph = await FakeGraph.start();
    portero = porteroHere({ DATABASE_URL: url });
    await portero.json(['migrate']);
    service = await startService({ DATABASE_URL: url, ...graph.env });
    owner = await defaultCredential(service);
  }, 120_000);

  afterAll(async () => {
    await service.stop();
    await graph.stop();
  });

  const importing = (row: object, ...words: string[]) =>
    portero.json(
      ['users', 'import', '-', '--format', 'ndjson', '--owner', owner.uuid, '--conflict', 'update', ...words],
      `${JSON.stringify(row)}\n`,
    );
  const users = () => service.dataSource.getRepository(User);
  const byPassword = async (email: string, password: string) =>
    (await service.request('POST', '/api/v2/auth/login', { form: { email, password } })).status;
  const byFacebook = async (facebookId: string) => {
    const form = { fb_token: graph.grant({ userId: facebookId }), fb_uid: facebookId };
    return (await service.request('POST', '/api/v2/auth/login', { form })).status;
  };

  /** What the stranger holds: a password, a key and a Facebook account. */
  async function squat() {
    const facebookId = String((uid += 1));
    const fields = { fb_token: graph.grant({ userId: facebookId }), device_token: `device-${facebookId}` };
    const shopper = await registerShopper(service, fields);
    expect([await byFacebook(facebookId), (await showShopper(service, shopper.key)).status]).toEqual([200, 200]);
    return { ...shopper, facebookId };
  }

  it.each([
    ['with a hash', { passwordHash: sha1(VICTIMS_PASSWORD), emailVerified: true, role: 5 }],
    ['without a hash', { emailVerified: true, role: 5 }],
    ['that is not verified', { passwordHash: sha1(VICTIMS_PASSWORD), emailVerified: false }],
    ['with little else', {}],
  ])('leaves the stranger nothing when the row of the e-mail comes %s', async (_how, fields) => {
    const account = await squat();
    expect(await importing({ email: account.email, externalId: account.facebookId, ...fields })).toMatchObject({
      updated: 1,
    });
    const user = await users().findOneByOrFail({ emailKey: account.email });
    expect(await byPassword(account.email, account.password)).not.toBe(200);
    expect(await byFacebook(account.facebookId)).not.toBe(200);
    expect((await showShopper(service, account.key)).status).toBe(401);
    for (const entity of [Device, ExternalAccount, OneTimeCode, OneTimeLink])
      expect(await service.dataSource.getRepository(entity).countBy({ userId: user.id })).toBe(0);
    const known = 'passwordHash' in fields ? 200 : 400;
    const status = await byPassword(account.email, VICTIMS_PASSWORD);
    expect(known === 200 ? status === 200 : status !== 200).toBe(true);
  });

  it('keeps the external account that the row itself brings', async () => {
    const { email, facebookId } = await squat();
    const theirs = String((uid += 1));
    const accounts = [facebookId, theirs].map((id) => ({ provider: 'facebook', id }));
    await importing({ email, emailVerified: true, externalAccounts: accounts });
    expect([await byFacebook(facebookId), await byFacebook(theirs)]).toEqual([200, 200]);
  });

  it('is not matched with a row by its username', async () => {
    const username = `ana${(uid += 1)}`;
    const json = { email: freshEmail(), ownerUuid: owner.uuid, password: PASSWORD, username };
    const { uuid, verificationCode } = (await service.request('POST', '/users', { json })).json.result;
    await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
    for (const row of [
      { username, role: 5, externalId: 'ana-1' },
      { username, email: freshEmail(), emailVerified: true, role: 5 },
    ])
      expect(await importing(row)).toMatchObject({ rejected: 1, updated: 0, created: 0 });
    expect(await users().findOneByOrFail({ uuid })).toMatchObject({ email: json.email, roleId: 1, externalId: null });
  });

  it('gets no key of the old Shoop by its e-mail', async () => {
    const { email } = await squat();
    const row = JSON.stringify({ email, key: sha1(email), createdAt: new Date(Date.now() - 1000).toISOString() });
    const words = ['sessions', 'import', '-', '--format', 'ndjson', '--owner', owner.uuid, '--dialect', 'shoop'];
    expect(await portero.json(words, `${row}\n`)).toMatchObject({ created: 0, rejected: 1 });
  });

  it('leaves a user alone who confirmed the e-mail, or whom the owner made', async () => {
    const own = { email: freshEmail(), ownerUuid: owner.uuid, password: PASSWORD };
    const made = (await service.request('POST', '/users', { json: own, owner })).json.result;
    await service.request('PUT', `/users/${made.uuid}/verify`, {
      json: { verificationCode: made.verificationCode },
    });
    await importing({ email: own.email, passwordHash: sha1(VICTIMS_PASSWORD), role: 2 });
    expect([await byPassword(own.email, PASSWORD), await byPassword(own.email, VICTIMS_PASSWORD)][0]).toBe(200);
  });
});

describe('an id by which back ends know an imported user', { timeout: 120_000 }, () => {
  it('is never the own id of a user who registers later', async () => {
    const url = await createTestDatabase();
    if (url === null) throw new Error('These attacks need a PostgreSQL server');
    const portero = porteroHere({ DATABASE_URL: url });
    await portero.json(['migrate']);
    const service = await startService({ DATABASE_URL: url, SIMPLEJWT_USER_ID: 'external', KOKO_SUB: 'external' });
    const owner = await defaultCredential(service);
    const newId = async (): Promise<number> => {
      const { email } = await registerShopper(service);
      return (await service.dataSource.getRepository(User).findOneByOrFail({ emailKey: email })).id;
    };
    const importing = async (...externalIds: string[]) => {
      const rows = externalIds.map((externalId) => JSON.stringify({ externalId, email: freshEmail() })).join('\n');
      const words = ['users', 'import', '-', '--format', 'ndjson', '--owner', owner.uuid];
      expect(await portero.json(words, rows)).toMatchObject({ created: externalIds.length });
    };
    await importing('3', '5000', 'abc', '00007', '99999999999999999999');
    expect(await newId()).toBeGreaterThan(5000);
    await importing('70');
    const before = await newId();
    expect(before).toBeLessThan(10_000);
    await importing('123456');
    expect(await newId()).toBeGreaterThan(123_456);
    await service.stop();
  });
});
