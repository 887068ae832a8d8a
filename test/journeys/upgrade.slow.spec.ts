import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { type Answer, type LooseJson, send } from '../support/http/http-client';
import { createTestDatabase } from '../support/postgres/test-database';
import { type PreviousRelease, previousRelease } from '../support/programs/previous-release';
import { freePort } from '../support/service/free-port.mjs';
import { porteroHere } from '../support/service/portero-command';
import { introspectAt, logInAt, newUser, type Replicas, type Session } from '../support/service/replicas';
import { type ServiceProcess, startProcess } from '../support/service/service-process';
import { DIALECT_NAMES, exchangeOf, TOKENS_IN } from '../support/tokens/back-end';

/** How a client of each dialect goes on with its session; Shoop's keys are not refreshed, so there the session is used. */
const REFRESH: Readonly<Record<string, (at: ServiceProcess, session: Session) => Promise<Answer<LooseJson>>>> = {
  auth100: ({ origin }, { refresh }) => send(origin, 'POST', '/auth/refresh', { json: { refreshToken: refresh } }),
  koko: ({ origin }, { access, refresh }) =>
    send(origin, 'POST', '/api/token', { bearer: access, json: { refresh_token: refresh } }),
  bookker: ({ origin }, { access }) => send(origin, 'GET', '/api/v1/login/refresh', { bearer: access }),
  simplejwt: ({ origin }, { refresh }) => send(origin, 'POST', '/api/token/refresh/', { json: { refresh } }),
  shoop: ({ origin }, { access }) => send(origin, 'GET', '/api/v2/user/me', { headers: { key: access } }),
};

const SERVER = process.env['TEST_DATABASE_URL'] ?? '';

describe.skipIf(SERVER === '')('the release before this one, on the tables of this one', () => {
  let former: PreviousRelease;
  let world: Omit<Replicas, 'stop'>;
  let folder: string;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    former = previousRelease();
    folder = mkdtempSync(join(tmpdir(), 'portero-upgrade-'));
    env = {
      DATA_DIR: folder,
      DATABASE_URL: (await createTestDatabase())!,
      MASTER_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: 'http://auth.portero.test',
      ALLOWED_HOSTS: '127.0.0.1',
    };
    // The old one fills the database first, as in an upgrade; then the new one migrates it while the old one serves.
    const a = await startProcess(await freePort(), env, former);
    const home = (await send(a.origin, 'GET', '/', { headers: { accept: 'application/json' } })).json as LooseJson;
    const b = await startProcess(await freePort(), env);
    const portero = porteroHere(env);
    const { secret } = await portero.json<{ secret: string }>(['owners', 'rotate-secret', home.defaultOwner]);
    world = { a, b, portero, owner: { uuid: home.defaultOwner, secret } };
    // Both releases are built here, which takes minutes where the processors are busy.
  }, 900_000);

  afterAll(async () => {
    await Promise.all([world.a.stop(), world.b.stop()]);
    former.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const isActive = async (at: ServiceProcess, { access }: Session): Promise<boolean> =>
    (await introspectAt(at, access, world.owner)).active;

  async function refreshed(dialect: string, at: ServiceProcess, session: Session): Promise<Session> {
    const answer = await REFRESH[dialect]!(at, session);
    expect([dialect, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([dialect, 200, '']);
    if (dialect === 'shoop') return session;
    const tokens = TOKENS_IN[dialect]!(answer.json);
    return { access: tokens.access, refresh: tokens.refresh ?? session.refresh };
  }

  it.each(DIALECT_NAMES)(
    '%s: both log in, check and refresh, and each takes the tokens of the other',
    async (dialect) => {
      const { a: old, b: present, owner } = world;
      for (const [here, there] of [
        [old, present],
        [present, old],
      ] as const) {
        let session = await logInAt(here, dialect, await newUser({ ...world, a: here } as Replicas), owner);
        expect([await isActive(here, session), await isActive(there, session)]).toEqual([true, true]);
        for (const at of [there, here, here, there]) {
          session = await refreshed(dialect, at, session);
          expect([await isActive(old, session), await isActive(present, session)]).toEqual([true, true]);
        }
        expect((await send(there.origin, 'GET', '/forward-auth', { bearer: session.access })).status).toBe(200);
        const form = exchangeOf(session.access);
        const { access_token: standard } = (await send(there.origin, 'POST', '/oauth/token', { owner, form }))
          .json as LooseJson;
        expect(await isActive(here, { access: standard, refresh: null })).toBe(true);
        const revoked = await send(there.origin, 'POST', '/oauth/revoke', { owner, form: { token: session.access } });
        expect(revoked.status).toBe(200);
        expect([await isActive(old, session), await isActive(present, session)]).toEqual([false, false]);
      }
    },
  );

  it('a password that either changes is the password at both', async () => {
    const { a: old, b: present, owner } = world;
    for (const [here, there] of [
      [old, present],
      [present, old],
    ] as const) {
      const { email } = await newUser({ ...world, a: here } as Replicas);
      const name = { email, ownerUuid: owner.uuid };
      const asked = (await send(here.origin, 'POST', '/users/request-change-password', { json: name }))
        .json as LooseJson;
      const password = `${PASSWORD}-changed`;
      const json = { ...name, verificationCodePassword: asked.result.verificationCodePassword, password };
      expect((await send(there.origin, 'PUT', '/users/change-password', { json })).status).toBe(200);
      for (const at of [here, there]) await logInAt(at, 'auth100', { email, password }, owner);
    }
  });

  it('an unknown account and a wrong password are refused by the old one as before', async () => {
    const json = { email: freshEmail(), password: PASSWORD, ownerUuid: world.owner.uuid };
    const { status } = await send(world.a.origin, 'POST', '/auth/login', { json });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('is started again on the new tables, as a rollback does', { timeout: 300_000 }, async () => {
    expect(await world.a.stop()).toBe(0);
    const a = await startProcess(await freePort(), env, former);
    world = { ...world, a };
    const session = await logInAt(a, 'auth100', await newUser(world as Replicas), world.owner);
    expect(await isActive(world.b, session)).toBe(true);
  });
});
