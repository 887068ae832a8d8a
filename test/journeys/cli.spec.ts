import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenSigner } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { type PorteroCommand, porteroHere, porteroProcess } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';
import { createTestDatabase } from '../support/postgres/test-database';

const PATIENCE = { timeout: 120_000 };
const EVERY_CHECK = 'settings database standby migrations keys mail limits clock certificates management';

interface Owner {
  readonly uuid: string;
  readonly secret: string;
}

/** What a verified user of a hardened service holds. */
interface Someone {
  readonly id: number;
  readonly email: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function createOwner(portero: PorteroCommand): Promise<Owner> {
  const words = ['owners', 'create', '--email', freshEmail(), '--name', 'The shop'];
  const { owner, secret } = await portero.json(words);
  return { uuid: owner.uuid, secret };
}

async function verifiedUser(service: TestService, owner: Owner): Promise<Someone> {
  const json = { email: freshEmail(), ownerUuid: owner.uuid, password: STRONG_PASSWORD, rol: 1 };
  const created = await service.request('POST', '/users', { json, owner });
  expect(created.status).toBe(201);
  const { uuid, verificationCode } = created.json.result;
  const verified = await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode }, owner });
  expect(verified.status).toBe(200);
  return { email: json.email, ...verified.json.result };
}

const refresh = (service: TestService, { refreshToken }: Pick<Someone, 'refreshToken'>) =>
  service.request('POST', '/auth/refresh', { json: { refreshToken } });

/** On a server the command works beside the service. */
function besideTheService(databaseUrl: string): void {
  const env = { ...HARDENED_ENV, DATABASE_URL: databaseUrl };
  const portero = porteroHere(env);
  let service: TestService;
  let owner: Owner;

  beforeAll(async () => {
    const outside = porteroProcess(env);
    expect((await outside.json(['migrate'])).migrated).not.toEqual([]);
    owner = await createOwner(outside);
    service = await startService(env);
  }, 120_000);

  afterAll(() => service.stop());

  it('lists owners, the default one marked', PATIENCE, async () => {
    const { owners } = await portero.json<{ owners: Record<string, unknown>[] }>(['owners', 'list']);
    expect(owners.map(({ isDefault, verifiedAt }) => [isDefault, verifiedAt !== null])).toEqual([
      [false, true],
      [true, true],
    ]);
    expect(JSON.stringify(owners)).not.toMatch(/hash|argon2/iu);
  });

  it(
    'gives an owner a credential that the hardened service takes, and another that replaces it',
    PATIENCE,
    async () => {
      const list = (secret: string) =>
        service
          .request('GET', `/users?owner=${owner.uuid}`, { owner: { uuid: owner.uuid, secret } })
          .then(({ status }) => status);
      expect([await list(owner.secret), await list('wrong')]).toEqual([200, 401]);
      const rotated = await portero.json(['owners', 'rotate-secret', owner.uuid]);
      expect([await list(owner.secret), await list(rotated.secret)]).toEqual([200, 200]);
      const leaked = await portero.json(['owners', 'rotate-secret', owner.uuid, '--at-once']);
      expect(await list(leaked.secret)).toBe(200);
      // Another process hears of it within a second.
      const ended = async () => [await list(owner.secret), await list(rotated.secret)];
      await expect.poll(ended, { timeout: 5_000 }).toEqual([401, 401]);
      owner = { ...owner, secret: leaked.secret };
    },
  );

  it(
    'takes a password on standard input, with which the owner rotates its secret over the wire',
    PATIENCE,
    async () => {
      const email = freshEmail();
      const words = ['owners', 'create', '--email', email, '--name', 'With a password', '--password-stdin'];
      const { owner: created } = await portero.json(words, `${STRONG_PASSWORD}\n`);
      expect(created.hasPassword).toBe(true);
      const json = { email, ownerUuid: created.uuid, password: STRONG_PASSWORD };
      expect((await service.request('POST', '/owner/rotate-secret', { json })).status).toBe(200);
      const common = await portero.run(words.with(3, freshEmail()), 'password1\n');
      expect([common.exitCode, common.out, common.err]).toEqual([
        1,
        '',
        'password is on a list of common passwords.\n',
      ]);
    },
  );

  it('refuses an e-mail that another owner has', PATIENCE, async () => {
    const words = ['owners', 'create', '--email', freshEmail(), '--name', 'Twice'];
    await portero.json(words);
    const { exitCode, out } = await portero.run([...words, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'owner_email_taken' } });
  });

  it('disables a user: its sessions end at once, and it stays out until it is enabled', PATIENCE, async () => {
    const user = await verifiedUser(service, owner);
    const named = [user.email, '--owner', owner.uuid];
    const shown = await portero.json(['users', 'show', ...named]);
    expect(shown.user).toMatchObject({ id: user.id, email: user.email, state: 'active', owner: { uuid: owner.uuid } });
    expect(shown.sessions).toMatchObject([{ profile: 'auth100' }]);
    expect((await portero.json(['users', 'disable', ...named])).user.state).toBe('disabled');
    expect((await refresh(service, user)).status).toBe(401);
    const json = { email: user.email, ownerUuid: owner.uuid, password: STRONG_PASSWORD };
    expect((await service.request('POST', '/auth/login', { json })).status).not.toBe(200);
    expect((await portero.json(['users', 'enable', `${user.id}`])).user.state).toBe('active');
    expect((await service.request('POST', '/auth/login', { json })).status).toBe(200);
    expect((await refresh(service, user)).status).toBe(401);
  });

  it('logs a user out everywhere, and writes down that the operator did it', PATIENCE, async () => {
    const user = await verifiedUser(service, owner);
    expect((await portero.json(['users', 'end-sessions', `${user.id}`])).ended).toBe(1);
    expect((await refresh(service, user)).status).toBe(401);
    const { sessions } = await portero.json(['users', 'show', `${user.id}`, '--owner', owner.uuid]);
    expect(sessions).toEqual([]);
    const events = await service.dataSource.query(
      `SELECT actor, detail FROM audit_events WHERE user_id = $1 ORDER BY id DESC`,
      [user.id],
    );
    expect(events[0]).toEqual({ actor: 'operator', detail: 'ended_by_operator' });
  });

  it('finds no user of another owner', PATIENCE, async () => {
    const [user, other] = [await verifiedUser(service, owner), await createOwner(portero)];
    for (const named of [user.email, `${user.id}`]) {
      const { exitCode, err } = await portero.run(['users', 'disable', named, '--owner', other.uuid]);
      expect([exitCode, err]).toEqual([1, 'There is no such user.\n']);
    }
    expect((await refresh(service, user)).status).toBe(200);
  });

  it(
    'rotates a key while the service runs: old tokens go on, and every replica takes the new ones',
    PATIENCE,
    async () => {
      const user = await verifiedUser(service, owner);
      const { made, retired } = await portero.json(['keys', 'rotate', 'auth100', '--at-once']);
      const replica = await startService(env);
      try {
        const kidOf = async (of: TestService, token: string) =>
          (await of.app.get(TokenSigner, { strict: false }).keyOf('auth100', token)).kid;
        const [stale, fresh] = [await refresh(service, user), await verifiedUser(replica, owner)];
        expect(stale.status).toBe(200);
        expect([retired.kid, made.kid]).toContain(await kidOf(replica, stale.json.result.accessToken));
        expect(await kidOf(replica, fresh.accessToken)).toBe(made.kid);
        const out = await service.request('POST', '/auth/logout', { bearer: fresh.accessToken });
        expect(out.status).toBe(200);
        const renewed = await refresh(service, stale.json.result);
        expect(await kidOf(replica, renewed.json.result.accessToken)).toBe(made.kid);
      } finally {
        await replica.stop();
      }
      const { keys } = await portero.json<{ keys: { profile: string }[] }>(['keys', 'list']);
      expect(keys.filter(({ profile }) => profile === 'auth100')).toMatchObject([
        { kid: made.kid, retiredAt: null, readable: true },
        { kid: retired.kid, retiredAt: expect.any(String), readable: true },
      ]);
    },
  );

  it('does not rotate under another master key, and the doctor says why', PATIENCE, async () => {
    const wrong = porteroHere({ ...env, MASTER_KEY: 'CzBVep/E6Q4zWH2ix+wRNltAZYqv1Pkea0ONuN0CJ0w=' });
    expect(await wrong.run(['keys', 'rotate', 'auth100', '--at-once'])).toEqual({
      exitCode: 3,
      out: '',
      err: 'MASTER_KEY is not the one that the signing keys in this database were sealed with.\n',
    });
    const { exitCode, out } = await wrong.run(['doctor']);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^wrong +keys +The master key does not open/mu);
    expect(out).toMatch(/^wrong +mail +The mail server does not take mail/mu);
  });
}

/** The embedded database belongs to one process at a time. */
function onAFolder(): void {
  let folder: string;
  let env: Record<string, string>;
  let portero: PorteroCommand;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portero-cli-'));
    env = { ...HARDENED_ENV, DATA_DIR: folder };
    portero = porteroHere(env);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes an owner before the service starts, and says so while it runs', { timeout: 240_000 }, async () => {
    expect((await portero.json(['migrate'])).migrated).not.toEqual([]);
    const owner = await createOwner(portero);
    const service = await startService(env);
    let user: Someone;
    try {
      user = await verifiedUser(service, owner);
      const { exitCode, out, err } = await porteroProcess(env).run(['owners', 'list']);
      expect([exitCode, out]).toEqual([4, '']);
      expect(err).toBe(
        `The embedded database in ${folder}/database is in use by another process (pid ${process.pid}), and it serves one process at a time: stop that one first (on a PostgreSQL server, DATABASE_URL, this command works beside the running service).\n`,
      );
      const status = await porteroHere({ DATA_DIR: folder }).run(['status']);
      expect([status.exitCode, status.err]).toEqual([4, err]);
      const doctor = await porteroHere({ DATA_DIR: folder }).run(['doctor']);
      expect(doctor.exitCode).toBe(4);
      expect(doctor.out).toMatch(/^unchecked +database +The embedded database in .* is in use/mu);
    } finally {
      await service.app.close();
    }
    const shown = await portero.json(['users', 'show', user.email, '--owner', owner.uuid]);
    expect([shown.user.state, shown.sessions.length]).toEqual(['active', 1]);
  });
}

describe('the portero command', async () => {
  const databaseUrl = await createTestDatabase();
  if (databaseUrl === null) onAFolder();
  else besideTheService(databaseUrl);

  it('finds an empty database not migrated, and nothing wrong once it is', PATIENCE, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portero-doctor-'));
    const empty = await createTestDatabase();
    const portero = porteroHere({ DATA_DIR: folder, ...(empty === null ? {} : { DATABASE_URL: empty }) });
    try {
      const before = await portero.run(['doctor']);
      const unseen = await portero.run(['status']);
      if (empty === null) expect(unseen.err).toBe('There is no database yet: start the service.\n');
      else expect(unseen.out).toMatch(/^ {2}migrations +0 run, \d+ to run$/mu);
      const unmade = /^warning +database +There is no database yet/mu;
      expect(before.out).toMatch(empty === null ? unmade : /^wrong +migrations +\d+ migrations to run/mu);
      expect(before.exitCode).toBe(empty === null ? 0 : 1);
      if (empty !== null) {
        const early = await portero.run(['owners', 'list']);
        expect([early.exitCode, early.err]).toEqual([
          1,
          'The database is not up to date: run `portero migrate` first.\n',
        ]);
      }
      await portero.json(['migrate']);
      expect((await portero.run(['status'])).out).toMatch(
        /^No replica is running\.\n[^]*^ {2}migrations +\d+ run, none to run$/mu,
      );
      const after = await portero.json<{ ok: boolean; findings: Record<string, string>[] }>(['doctor']);
      expect(after.ok).toBe(true);
      expect(after.findings.map(({ check, state }) => `${check} ${state}`)).toEqual(
        EVERY_CHECK.split(' ').map((check) => `${check} ok`),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
