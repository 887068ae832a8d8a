import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const PATIENCE = { timeout: 120_000 };

interface Owner {
  readonly uuid: string;
  readonly secret: string;
}

async function verifiedUser(service: TestService, owner: Owner) {
  const json = { email: freshEmail(), ownerUuid: owner.uuid, password: STRONG_PASSWORD, rol: 1 };
  const created = await service.request('POST', '/users', { json, owner });
  const { uuid, verificationCode } = created.json.result;
  const verified = await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode }, owner });
  expect(verified.status).toBe(200);
  return { email: json.email, accessToken: String(verified.json.result.accessToken) };
}

describe('portero audit export', async () => {
  const databaseUrl = await createTestDatabase();
  // The embedded database serves one process at a time.
  if (databaseUrl === null) {
    it.skip('needs a server, beside whose service it works');
    return;
  }
  const env = { ...HARDENED_ENV, DATABASE_URL: databaseUrl };
  const portero: PorteroCommand = porteroHere(env);
  let service: TestService;

  beforeAll(async () => {
    service = await startService(env);
  }, 240_000);

  afterAll(async () => {
    await service.stop();
  });

  async function newOwner(): Promise<Owner> {
    const { owner, secret } = await portero.json(['owners', 'create', '--email', freshEmail(), '--name', 'The shop']);
    return { uuid: owner.uuid, secret };
  }

  it('exports the audit log of one owner as NDJSON, of a time and of some events', PATIENCE, async () => {
    const mine = await newOwner();
    const user = await verifiedUser(service, mine);
    await verifiedUser(service, await newOwner());
    const json = { email: user.email, ownerUuid: mine.uuid, password: 'Not-The-Password-9' };
    await service.request('POST', '/auth/login', { json });
    const lines = async (...words: string[]) => {
      const { exitCode, out } = await portero.run(['audit', 'export', '--owner', mine.uuid, ...words]);
      expect([exitCode, out === '' || out.endsWith('\n')]).toEqual([0, true]);
      return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
    };
    const all = await lines();
    const asked = await service.request<{ result: unknown[] }>('GET', '/owner/audit?limit=1000', { owner: mine });
    expect(all).toEqual(asked.json.result.toReversed());
    expect(all.map(({ event, outcome }) => `${String(event)} ${String(outcome)}`)).toEqual(
      expect.arrayContaining(['owner_registered ok', 'user_verified ok', 'login failed']),
    );
    for (const secret of [mine.secret, STRONG_PASSWORD, user.email, user.accessToken])
      expect(JSON.stringify(all)).not.toContain(secret);
    expect((await lines('--event', 'login,logout', '--json')).map(({ event }) => event)).toEqual(
      all.flatMap(({ event }) => (event === 'login' ? [event] : [])),
    );
    const middle = String(all[1]?.['at']);
    expect([...(await lines('--until', middle)), ...(await lines('--since', middle))]).toEqual(all);
    const refused = await portero.run(['audit', 'export', '--owner', mine.uuid, '--since', '2027-02-31', '--json']);
    expect([refused.exitCode, JSON.parse(refused.out)]).toMatchObject([1, { error: { code: 'unreadable_moment' } }]);
    const unknown = await portero.run(['audit', 'export', '--owner', mine.uuid, '--event', 'log_in']);
    expect([unknown.exitCode, unknown.out]).toEqual([1, '']);
  });
});
